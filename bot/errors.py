"""The errors of this program; each takes facts and builds a sentence that says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class EthicsBotError(Exception):
    """Root of every error that this program raises on purpose."""


class KnowledgeFolderMissing(EthicsBotError):
    """There is no knowledge folder where the settings say."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"No knowledge folder at {folder}. Set KNOWLEDGE_DIR to the folder that holds datasets/ and articles/."
        )


class KnowledgeRefused(EthicsBotError):
    """The knowledge files have problems, so nothing is indexed from them."""

    def __init__(self, problems: Sequence[object]) -> None:
        shown = "\n".join(f"  {problem}" for problem in problems[:20])
        more = f"\n  ... and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(
            f"{len(problems)} problem(s) in the knowledge files; mend them first (`check` lists all):\n{shown}{more}"
        )
        self.problems = tuple(problems)


class UnknownDataset(EthicsBotError):
    """A dataset was asked for by an id or name that no record has."""

    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"No record for {name!r}.{hint}")


class AmbiguousDataset(EthicsBotError):
    """A dataset was asked for by a name that fits several records."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{name!r} may be any of these: {', '.join(candidates)}. Ask for one of them by its id.")


class IndexLocked(EthicsBotError):
    """Another process is writing the same index."""

    def __init__(self, lock: Path) -> None:
        super().__init__(
            f"Another process is writing this index (lock: {lock}). "
            "Wait until it has finished, stop it, or give this one its own DATA_DIR."
        )


class IndexUnavailable(EthicsBotError):
    """The vector index cannot be opened or reached."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"The vector index at {where} cannot be used: {reason}")


class CollectionMissing(IndexUnavailable):
    """The vector index is there, but not the collection that the knowledge was indexed into."""

    def __init__(self, where: str, collection: str) -> None:
        super().__init__(
            where,
            f"it has no collection {collection!r}. Build it from the knowledge files with "
            "`python -m bot index --rebuild`, and restart the bot if it is running.",
        )


class DataFolderUnusable(EthicsBotError):
    """The folder for what the program writes cannot be made or written."""

    def __init__(self, folder: Path, reason: str | None) -> None:
        super().__init__(
            f"{folder} cannot be written: {reason or 'unknown reason'}. Set DATA_DIR to a folder that this user may write."
        )


class EmbeddingModelUnavailable(EthicsBotError):
    """The embedding model cannot be loaded."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(
            f"The embedding model {model!r} cannot be loaded: {reason} "
            "Leave EMBEDDING_MODEL empty for the packaged model, or give a folder or a model name that this machine has."
        )


class BatchFileProblem(EthicsBotError):
    """A batch file cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class FileUnusable(EthicsBotError):
    """The operating system refuses to read or write something."""

    def __init__(self, error: OSError) -> None:
        where = f"{error.filename} cannot be used" if error.filename else "The output cannot be written"
        super().__init__(f"{where}: {error.strerror or error}.")


class TokenMissing(EthicsBotError):
    """The bot was started without a Discord token."""

    def __init__(self) -> None:
        super().__init__(
            "DISCORD_TOKEN is not set. Create an application at https://discord.com/developers/applications, "
            "copy its bot token, and put `DISCORD_TOKEN=...` into .env (see .env.example). "
            'Without Discord, try: python -m bot ask "where is MS Celeb still available?"'
        )


class DiscordUnavailable(EthicsBotError):
    """Discord refuses the bot, or cannot be reached."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what} {todo}")

    @classmethod
    def token_refused(cls) -> Self:
        """Return the error for a token that Discord does not know."""
        return cls(
            "Discord does not accept the bot token.",
            "Copy it anew from https://discord.com/developers/applications (Bot, Reset Token) and set DISCORD_TOKEN to it.",
        )

    @classmethod
    def intents_refused(cls) -> Self:
        """Return the error for an application that may not use the intents asked for."""
        return cls(
            "Discord refuses the intents that the bot asks for.",
            "It needs no privileged one: start an unchanged version, or allow the intents of the application at "
            "https://discord.com/developers/applications (Bot, Privileged Gateway Intents).",
        )

    @classmethod
    def server_refused(cls, guild_id: int | None) -> Self:
        """Return the error for a server in which the bot may not set commands."""
        where = f"server {guild_id}" if guild_id is not None else "this application"
        return cls(
            f"Discord does not let the bot set the commands of {where}.",
            "Check the id, and invite the bot there with the scopes `bot` and `applications.commands`.",
        )

    @classmethod
    def unreachable(cls, reason: str) -> Self:
        """Return the error for a Discord that does not answer."""
        return cls(
            f"Discord cannot be reached ({reason}).",
            "Check the network and DISCORD_PROXY, look at https://discordstatus.com, and try again.",
        )


class LanguageFileProblem(EthicsBotError):
    """A file of lexicon/ or messages/ breaks a rule, in a line where that is known."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        super().__init__(f"{path.name}:{line}: {message}" if line else f"{path.name}: {message}")
        self.path = path
        self.line = line
        self.message = message


class LexiconProblem(LanguageFileProblem):
    """A line of a lexicon file cannot be read."""


class CatalogueProblem(LanguageFileProblem):
    """A message catalogue cannot be read."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        super().__init__(path, line, message)


class SettingsProblem(EthicsBotError):
    """A setting has a value that it cannot have."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        listed = "; ".join(f"{name}: {message}" for name, message in problems)
        super().__init__(f"Settings (environment or .env) need mending: {listed}. See .env.example for every setting.")
