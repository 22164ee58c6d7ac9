"""Warm answers, by the kind of evidence that answers the question and by its form, against embedding the question alone."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks.figures import percentile
from benchmarks.workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.workspace import Workspace
    from bot.core.chunks import Passage
    from bot.evaluation.golden import GoldenQuestion
    from bot.wiring import Program

GOLDEN = ROOT / "tests" / "golden" / "questions.jsonl"
FORMS = ROOT / "tests" / "golden" / "forms.jsonl"
WARMING = (  # none of them stands in the golden set
    "who made the iris dataset?",
    "was IBM Diversity in Faces built with consent?",
    "what is a model card?",
    "hvad er et datablad?",
    "which datasets hold faces of children?",
    "how was the DukeMTMC footage filmed on campus?",
)


class CountingRetriever:
    """Hands every call on to the real retriever, and remembers which were made."""

    def __init__(self, retriever: Any) -> None:
        self._retriever = retriever
        self.calls: list[str] = []

    def search(self, *args: Any, **kwargs: Any) -> list[Passage]:
        """Search all chunks."""
        self.calls.append("search")
        found: list[Passage] = self._retriever.search(*args, **kwargs)
        return found

    def __getattr__(self, name: str) -> Any:
        """Hand everything else on."""
        return getattr(self._retriever, name)

    def compare(self, *args: Any, **kwargs: Any) -> list[Passage]:
        """Compare given chunks."""
        self.calls.append("compare")
        found: list[Passage] = self._retriever.compare(*args, **kwargs)
        return found


def measure(workspace: Workspace) -> dict[str, Any]:
    """Return p50 and p95 in milliseconds by kind of evidence and language, with their ratios to embedding alone."""
    runs = [
        workspace.probe("warm", workspace.index_folder, rounds=workspace.repeats(7, 3))
        for _ in range(workspace.repeats(3))
    ]
    samples: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        for group, series in run["groups"].items():
            for name, values in series.items():
                samples[group][name].extend(values)
    return {
        "processes": len(runs),
        "questions": runs[0]["questions"],
        "groups": {group: _summary(series) for group, series in sorted(samples.items())},
    }


def _summary(series: dict[str, list[float]]) -> dict[str, float]:
    ask, first, embed = ([value * 1000 for value in series[name]] for name in ("ask", "first", "embed"))
    return {
        "samples": len(ask),
        "p50_ms": percentile(ask, 0.5),
        "p95_ms": percentile(ask, 0.95),
        "first_p50_ms": percentile(first, 0.5),
        "first_p95_ms": percentile(first, 0.95),
        "embed_p50_ms": percentile(embed, 0.5),
        "embed_p95_ms": percentile(embed, 0.95),
        "ratio_p50": percentile(ask, 0.5) / percentile(embed, 0.5),
        "ratio_p95": percentile(ask, 0.95) / percentile(embed, 0.95),
        "first_ratio_p50": percentile(first, 0.5) / percentile(embed, 0.5),
    }


def time_questions(program: Program, rounds: int, only: Sequence[str] = ()) -> dict[str, Any]:
    """Ask every golden question (or `only` those with these ids) once, then `rounds` times, each time beside embedding it.

    Returns seconds by group.
    """
    from bot.evaluation.golden import read_golden

    counting = warm_up(program)
    golden = [question for question in read_golden(GOLDEN) if not only or question.id in only]
    forms = [] if only else read_golden(FORMS)
    embedder, assistant = program.embedder, program.assistant
    groups: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    members: dict[str, list[str]] = defaultdict(list)
    places: dict[str, str] = {}
    for question in (*golden, *forms):
        counting.calls.clear()
        seconds = _seconds(assistant.ask, question.question)
        kind = _kind(program, question, counting)
        group = f"form: {question.kind}" if question in forms else f"{kind}, {question.language}"
        places[question.id] = group
        members[group].append(question.id)
        groups[group]["first"].append(seconds)
    for turn in range(rounds):
        for question in (*golden, *forms) if turn % 2 else (*forms, *golden):
            series = groups[places[question.id]]
            series["embed"].append(_seconds(embedder.embed, [question.question]))
            series["ask"].append(_seconds(assistant.ask, question.question))
    return {"groups": groups, "questions": members}


def warm_up(program: Program) -> CountingRetriever:
    """Load everything and ask a few other questions, so that nothing is left to be loaded."""
    program.bring_index_up_to_date()
    counting = CountingRetriever(program.retriever)
    vars(program)["retriever"] = counting  # takes the place of the cached property's value
    for question in WARMING * 2:
        program.assistant.ask(question)
        program.embedder.embed([question])
    return counting


def _kind(program: Program, question: GoldenQuestion, counting: CountingRetriever) -> str:
    """Tell by what evidence the question was just answered."""
    calls = set(counting.calls)
    if program.assistant.ask(question.question).kind != "answer":
        return "abstention after a search" if calls else "abstention without a search"
    if "search" in calls:
        return "open question"
    if "compare" in calls:
        return "passage about a dataset"
    return "list" if question.kind == "list" else "look-up"


def _seconds(function: Callable[[Any], object], argument: object) -> float:
    began = time.perf_counter()
    function(argument)
    return time.perf_counter() - began
