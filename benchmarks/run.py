"""`python benchmarks/run.py`: measure, and write the results (see README.md beside this file)."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks.command import main

    main()
