"""One finding about what was sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """Something that Discord would refuse or that the project forbids.

    `kind` is "schema" or "rule" (a body), "mention", "token", "path" (an unknown call), "protocol" (late or repeated
    acknowledgements, answers out of order), "reply" or "double" (a mistake of the double itself).
    """

    kind: str
    where: str
    message: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"[{self.kind}] {self.where}: {self.message}"
