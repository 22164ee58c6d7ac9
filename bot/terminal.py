"""What people see in a terminal: answers, record cards, scores and progress."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import track as rich_track
from rich.table import Table
from rich.text import Text

from bot.core.answers import Answer
from bot.corpus.inventory_tables import records_table, summary_tables, work_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console

    from bot.core.answers import Reference, Result, Sentence
    from bot.corpus.inventory import Inventory
    from bot.evaluation.scoring import Scores
    from bot.language.messages import Messages

_T = TypeVar("_T")


def print_result(console: Console, result: Result, messages: Messages) -> None:
    """Print an answer with its sources, or the abstention or clarification."""
    if not isinstance(result, Answer):
        console.print(Text(result.text, style="yellow" if result.kind == "abstention" else "cyan"))
        return
    _print_sentences(console, result.sentences)
    for note in result.notes:
        console.print(Text(note, style="yellow"))
    if result.more:
        text = messages.say_many(
            "{number} more statement was found: ask again with {option}.",
            "{number} more statements were found: ask again with {option}.",
            len(result.more),
            option="--more",
        )
        console.print(Text(text, style="dim"))
    _print_references(console, result.references, messages)


def print_card(console: Console, name: str, card: Answer, messages: Messages) -> None:
    """Print a record: its sentences under the names of their fields, then all sources."""
    console.rule(Text(name, style="bold"))
    for field, sentences in groupby(card.sentences, key=lambda sentence: sentence.field):
        console.print(Text(messages.field(field) if field else "", style="bold cyan"))
        _print_sentences(console, list(sentences))
    _print_references(console, card.references, messages)


def _print_sentences(console: Console, sentences: Sequence[Sentence]) -> None:
    for sentence in sentences:
        line = Text(sentence.text)
        if sentence.markers:
            line.append(" " + "".join(f"[{marker}]" for marker in sentence.markers), style="dim")
        console.print(Padding(line, (0, 0, 0, 2)) if len(sentences) > 1 else line)


def _print_references(console: Console, references: Sequence[Reference], messages: Messages) -> None:
    console.print()
    console.print(Text(messages.say("Sources"), style="bold"))
    for reference in references:
        when = f", {reference.published}" if reference.published else ""
        language = f" ({reference.language})" if reference.language != "en" else ""
        line = Text(f"[{reference.marker}] ", style="dim").append(f"{reference.publisher}{when}: ", style="default")
        line.append(reference.title, style="italic").append(language)
        if reference.url:
            line.append(f"\n    {reference.url}", style="blue")
        console.print(line, soft_wrap=True)


def print_scores(console: Console, scores: Scores, what: str, *, failures: bool) -> None:
    """Print the figures of an evaluation, and what was not right."""
    table = Table("questions", "right", "of", title=f"Golden questions: {what}")
    for kind, (right, total) in scores.right_by_kind().items():
        table.add_row(kind, str(right), str(total), style=None if right == total else "yellow")
    console.print(table)
    for name, value in scores.figures().items():
        console.print(f"{name:<36} {value:.3f}", highlight=False)
    if failures:
        for verdict in scores.verdicts:
            if not verdict.is_right:
                console.print(f"\n[yellow]✗ {escape(verdict.question.id)}[/yellow] {escape(verdict.question.question)}")
                console.print(f"  {escape('; '.join(verdict.faults))}", highlight=False)


def print_inventory(console: Console, inventory: Inventory) -> None:
    """Print what the collection holds, and what is worth working on."""
    for table in (*summary_tables(inventory), records_table(inventory)):
        shown = Table(title=table.title, title_justify="left", title_style="bold")
        for position, name in enumerate(table.head):
            is_number = position > 0 and all(row[position].isdigit() for row in table.rows)
            shown.add_column(name, justify="right" if is_number else "left")
        for row in table.rows:
            shown.add_row(*map(escape, row))
        console.print(shown)
    for heading, ids in work_lists(inventory):
        console.print(Text(f"{heading} ({len(ids)})", style="bold"))
        console.print(Padding(", ".join(ids) or "none", (0, 0, 1, 2)), highlight=False)


def track(items: Sequence[_T], description: str, console: Console) -> Iterable[_T]:
    """Yield items under a progress bar."""
    return rich_track(items, description=description, console=console, transient=True)


@contextmanager
def progress_bar(description: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar that a `progress(done, total)` function moves."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
