"""What the commands need of the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.discord_app.choosing import DatasetChooser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answering.assistant import Assistant
    from bot.answering.knowledge import Knowledge
    from bot.corpus.models import Dataset
    from bot.inference import InferenceThread
    from bot.language.messages import Catalogues


@dataclass(frozen=True)
class Services:
    """One knowledge version with what answers from it; `assistant` is called on the inference thread only."""

    assistant: Assistant
    knowledge: Knowledge
    catalogues: Catalogues
    inference: InferenceThread

    @cached_property
    def chooser(self) -> DatasetChooser:
        """What completes and finds dataset names; prepared once."""
        return DatasetChooser(self.knowledge.corpus.datasets.values())

    def records(self, ids: Iterable[str]) -> tuple[Dataset, ...]:
        """Return the records with these ids; an id without a record is left out."""
        datasets = self.knowledge.corpus.datasets
        return tuple(datasets[one] for one in ids if one in datasets)
