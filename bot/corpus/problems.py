"""One problem in one knowledge file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath  # noqa: TC003 - dataclass fields are read at run time by tools


@dataclass(frozen=True, order=True)
class Problem:
    """A rule that a file breaks: where, and what to do about it. `file` is relative to the knowledge folder."""

    file: PurePosixPath
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
