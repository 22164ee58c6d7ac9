"""The report of an evaluation as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evaluation.scoring import OUTCOMES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from bot.evaluation.scoring import Scores


def render_report(files: Sequence[tuple[str, Scores]], version: str, day: dt.date) -> str:
    """Return the figures, the counts by kind and the failures of several files of questions, as one Markdown page."""
    head = (
        "# Evaluation\n\n"
        f"Made by `python -m bot evaluate FILE ... --report docs/EVALUATION.md` on {day.isoformat()}, knowledge version "
        f"`{version}`, without a language model, with the packaged embedding model.\n\n"
        "A question is right when it was answered in its language, about its dataset, every sentence cited, with each of "
        "the facts that its file asks for; or, where there is no answer, when the bot abstained. See "
        "tests/golden/README.md for how the files came about.\n"
    )
    return "\n".join([head, *(_section(name, scores) for name, scores in files)])


def _section(name: str, scores: Scores) -> str:
    return "\n".join(
        [
            f"## {name} ({len(scores.verdicts)} questions)\n",
            *_figures(scores),
            *_kinds(scores),
            *_reliability(scores),
            *_failures(scores),
        ]
    )


def _figures(scores: Scores) -> Iterator[str]:
    yield "| figure | value |\n| --- | --- |"
    yield from (f"| {figure} | {value:.3f} |" for figure, value in scores.figures().items())


def _kinds(scores: Scores) -> Iterator[str]:
    yield f"\n| form | questions | {' | '.join(OUTCOMES)} | citation precision | right dataset first |"
    yield "| --- | --- " + "| --- " * (len(OUTCOMES) + 2) + "|"
    for kind, own in scores.by_kind().items():
        counts = " | ".join(str(own.count(outcome)) for outcome in OUTCOMES)
        shares = f"{own.citation_precision:.2f} | {own.right_dataset_first:.2f}"
        yield f"| {kind} | {len(own.verdicts)} | {counts} | {shares} |"


def _reliability(scores: Scores) -> Iterator[str]:
    yield "\n| confidence | answers | mean | right |\n| --- | --- | --- | --- |"
    for low, answers, mean, right in scores.reliability():
        yield f"| {low:.1f} to {low + 0.1:.1f} | {answers} | {mean:.2f} | {right:.2f} |"


def _failures(scores: Scores) -> Iterator[str]:
    failed = [verdict for verdict in scores.verdicts if not verdict.is_right]
    if failed:
        yield "\nNot right:\n"
    for verdict in failed:
        yield f"- {verdict.outcome}: `{verdict.question.id}` {verdict.question.question.strip()} *({'; '.join(verdict.faults)})*"
    yield ""
