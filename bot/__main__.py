"""`python -m bot`: the same program as the console script `ethicsbot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
