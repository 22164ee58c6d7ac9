"""What records may have in common: the closed vocabularies of their kind, status, consent and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "faces", "people", "surveillance video", "voices", "images", "image-text", "video", "text", "books", "code", "web crawl",
    "social media", "search logs", "ratings", "location", "health", "genomes", "tabular", "email", "music", "biometrics",
    "behaviour", "registers", "annotations", "conversations", "benchmark", "service",
]  # fmt: skip
StatusValue = Literal[
    "available", "restricted", "withdrawn", "retracted", "superseded", "removed by host", "not released", "unknown",
]  # fmt: skip
WITHDRAWN: frozenset[StatusValue] = frozenset({"withdrawn", "retracted", "removed by host"})
ENDED: frozenset[StatusValue] = WITHDRAWN | {"superseded"}
Asked = Literal["yes", "no", "partly", "opt-out only", "notice only", "unknown", "not applicable"]
CommercialUse = Literal["yes", "no", "unclear"]
FACETS: Mapping[str, frozenset[str]] = {
    "kind": frozenset(get_args(Kind)),
    "status": frozenset(get_args(StatusValue)),
    "consent": frozenset(get_args(Asked)),
    "commercial": frozenset(get_args(CommercialUse)),
}
