"""The terminal: thin commands over the parts that `wiring` builds."""

from __future__ import annotations

import asyncio
import codecs
import datetime as dt
import io
import json
import os
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TextIO

import typer
from rich.console import Console

from bot import __version__
from bot.core.answers import Answer, as_dict
from bot.core.names import comparable_name
from bot.errors import (
    AmbiguousDataset,
    BatchFileProblem,
    EthicsBotError,
    FileUnusable,
    LanguageFileProblem,
    SettingsProblem,
    UnknownDataset,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.questions import Turn
    from bot.corpus.problems import Problem
    from bot.corpus.reader import Corpus
    from bot.retrieval.indexing import IndexReport
    from bot.settings import Settings
    from bot.wiring import Program

DEFAULT_QUESTION = "where is MS Celeb still available?"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Answers questions about the ethics of machine-learning datasets from a curated knowledge base, with cited sources.\n\n"
        "Start with `ask`, look at one record with `show`, run the Discord bot with `run`. Settings: see .env.example."
    ),
)
_out = Console()
_err = Console(stderr=True)

LanguageOption = Annotated[
    Literal["en", "da"] | None,
    typer.Option("--language", "-l", help="Answer in this language instead of the question's."),
]


def _version(wanted: bool) -> None:
    if wanted:
        _out.print(f"ethicsbot {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help=f"The question; without one: “{DEFAULT_QUESTION}”")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    batch: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            help="Read questions from a JSON-lines file and write one answer a line to another.",
            metavar="IN.jsonl OUT.jsonl",
        ),
    ] = None,
    more: Annotated[
        bool, typer.Option("--more", help="Show everything that was found, also what is less sure.")
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Answer a question, with sources.

    A batch line is `{"id": "1", "question": "..."}` or `{"id": "2", "turns": [{"question": "..."}, ...]}`; every line gets
    its answer, also one that cannot be read.
    """
    if batch is not None:
        if question is not None or as_json:
            raise typer.BadParameter(
                "it takes its questions from a file and always writes JSON: leave out QUESTION and --json.",
                param_hint="--batch",
            )
        _run_batch(*batch, language)
        return
    with _program() as program:
        _bring_index_up_to_date(program)
        result = program.assistant.ask(DEFAULT_QUESTION if question is None else question, language)
        if more and isinstance(result, Answer):
            result = result.whole
        if as_json:
            _print_json(as_dict(result))
        else:
            from bot.terminal import print_result

            print_result(_out, result, program.catalogues.of(result.language))


@app.command()
def chat(language: LanguageOption = None) -> None:
    """Hold a conversation: follow-ups such as “and who made it?” are understood. Leave with an empty line or Ctrl-D."""
    from bot.terminal import print_result

    with _program() as program:
        _bring_index_up_to_date(program)
        turn = None
        while True:
            try:
                text = _out.input("[bold]> [/bold]")
            except (EOFError, KeyboardInterrupt):
                break
            if not text.strip():
                break
            reply = program.assistant.reply(text, turn, language)
            turn = reply.turn
            print_result(_out, reply.result, program.catalogues.of(reply.result.language))


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option(help="Embed everything again, into a fresh index.")] = False,
) -> None:
    """Bring the search index up to date with the knowledge files (other commands do so by themselves)."""
    with _program() as program:
        if rebuild:
            program.discard_index()
        report = _bring_index_up_to_date(program, announce=True)
        _out.print(f"{report.total} chunks: {report.embedded} embedded, {report.removed} removed, the rest unchanged.")


@app.command()
def check(
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show too what the collection holds and what it lacks.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the coverage to this Markdown file too (implies --coverage).")
    ] = None,
) -> None:
    """Check the knowledge files against every rule: file, line and reason of each problem.

    `--coverage` counts records, claims and sources by kind, field, status and language, and lists what is worth working on:
    old dates, claims of one source only, records without a timeline, sources that nobody cites.
    """
    from bot.corpus.checks import check_corpus
    from bot.corpus.reader import read_corpus

    folder = _settings().knowledge_folder
    corpus = read_corpus(folder)
    problems = sorted([*check_corpus(corpus), *_language_problems(folder)])
    for problem in problems:
        sys.stdout.write(f"{folder.name}/{problem}\n")
    if coverage or report is not None:
        _show_coverage(corpus, report)
    _out.print(
        f"{len(corpus.datasets)} datasets, {len(corpus.articles)} articles and concepts: {len(problems)} problem(s)."
    )
    raise typer.Exit(1 if problems else 0)


@app.command()
def draw(
    count: Annotated[int, typer.Argument(min=1, help="How many claims.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed draws the same claims from the same files.")] = 0,
) -> None:
    """Draw claims at random, one JSON object a line with the notes on their sources, to compare them with the sources."""
    from bot.corpus.sampling import draw_claims

    with _program() as program:
        for claim in draw_claims(program.corpus, count, seed):
            _print_json(claim)


@app.command()
def schema(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write; without it, schema/ in the knowledge folder.")
    ] = None,
) -> None:
    """Write the JSON Schemas that give editors completion and errors in knowledge files."""
    from bot.corpus.schemas import write_schemas

    for path in write_schemas(folder or _settings().knowledge_folder / "schema"):
        _out.print(f"Wrote {path}")


@app.command()
def show(
    dataset: Annotated[str, typer.Argument(help="The id or any name of a dataset.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as one JSON object.")] = False,
    language: LanguageOption = None,
) -> None:
    """Show everything that the record of one dataset says."""
    with _program() as program:
        dataset_id = _find_dataset(program, dataset)
        if as_json:
            record = program.corpus.datasets[dataset_id].model_dump(mode="json", exclude_defaults=True)
            _print_json(record)
            return
        from bot.terminal import print_card

        card = program.assistant.card(dataset_id, language)
        print_card(_out, program.knowledge.name_of(dataset_id), card, program.catalogues.of(card.language))


@app.command()
def evaluate(
    questions: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of golden questions (JSON lines); without any: tests/golden/questions.jsonl"),
    ] = None,
    failures: Annotated[bool, typer.Option(help="List every question that was not answered right.")] = True,
    report: Annotated[
        Path | None, typer.Option(help="Write the figures and failures to this Markdown file too.")
    ] = None,
) -> None:
    """Run golden questions and print right and wrong by kind, citation precision, and how well it abstains."""
    from bot.evaluation.golden import read_golden
    from bot.evaluation.report import render_report
    from bot.evaluation.scoring import Scores, Verdict, score
    from bot.terminal import print_scores, track

    files = [(path, read_golden(path)) for path in questions or [Path("tests/golden/questions.jsonl")]]
    with _program() as program:
        _bring_index_up_to_date(program)
        scored: list[tuple[str, Scores]] = []
        for path, golden in files:
            verdicts: list[Verdict] = []
            previous: Turn | None = None
            for question in track(golden, f"Asking {path.name}", _err):
                reply = program.assistant.reply(question.question, previous if question.turn > 1 else None)
                previous = reply.turn
                verdicts.append(score(question, reply.result, program.knowledge.sources_of))
            scored.append((path.stem, Scores(tuple(verdicts))))
            print_scores(_out, scored[-1][1], f"{path.name}, knowledge {program.knowledge.version}", failures=failures)
        if report is not None:
            day = dt.datetime.now(dt.UTC).date()
            with _target_file(report) as file:
                file.write(render_report(scored, program.knowledge.version, day))
            _err.print(f"Wrote {report}")


@app.command()
def run() -> None:
    """Run the Discord bot until it is stopped (Ctrl-C or SIGTERM)."""
    from bot.discord_app.service import run_bot

    with _program(is_service=True) as program:
        asyncio.run(run_bot(program, program.settings))


@app.command()
def sync(
    guild: Annotated[
        int | None, typer.Option(min=1, help="Only in this server (its id); without it, everywhere.")
    ] = None,
) -> None:
    """Tell Discord about the slash commands: once after installing, and after an update that changes them."""
    from bot.discord_app.sync import sync_commands

    names = asyncio.run(sync_commands(_settings(), guild))
    where = f"server {guild}" if guild is not None else "all servers (Discord may take a while to show them)"
    _out.print(f"Synced {len(names)} commands to {where}: {', '.join('/' + name for name in names)}")


def _settings() -> Settings:
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        raise SettingsProblem(
            [(str(detail["loc"][0]).upper(), str(detail["msg"])) for detail in error.errors()]
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsProblem([(".env", "is not UTF-8 text")]) from error


def _program(*, is_service: bool = False) -> Program:
    from bot.wiring import Program, set_up_logging

    settings = _settings()
    set_up_logging(settings, is_service=is_service)
    return Program(settings)


def _bring_index_up_to_date(program: Program, *, announce: bool = False) -> IndexReport:
    from bot.terminal import progress_bar

    if program.index_is_current():
        return program.bring_index_up_to_date()
    with progress_bar("Indexing the knowledge files", _err) as progress:
        report = program.bring_index_up_to_date(progress)
    if report.embedded and not announce:
        _err.print(
            f"Indexed {report.total} chunks ({report.embedded} embedded, {report.removed} removed).", style="dim"
        )
    return report


def _language_problems(folder: Path) -> Iterator[Problem]:
    """Yield the first problem of lexicon/ and of messages/; neither can be read past it."""
    from bot.corpus.problems import Problem
    from bot.language.lexicon import read_lexicon
    from bot.language.messages import read_catalogues

    for part, read in (("lexicon", read_lexicon), ("messages", read_catalogues)):
        try:
            read(folder / part)
        except LanguageFileProblem as error:
            yield Problem(PurePosixPath(part, error.path.name), error.line or 1, error.message)


def _show_coverage(corpus: Corpus, report: Path | None) -> None:
    from bot.corpus.inventory import take_inventory
    from bot.corpus.inventory_tables import render_inventory
    from bot.terminal import print_inventory

    day = dt.datetime.now(dt.UTC).date()
    inventory = take_inventory(corpus, day)
    print_inventory(_out, inventory)
    if report is not None:
        with _target_file(report) as file:
            file.write(render_inventory(inventory, corpus.version, day))
        _err.print(f"Wrote {report}")


def _find_dataset(program: Program, name: str) -> str:
    """Return the id of the record that a whole text names, as it is written in the record or nearly so."""
    for dataset in program.corpus.datasets.values():
        if comparable_name(name) in map(comparable_name, (dataset.id, *dataset.names)):
            return dataset.id
    names = program.knowledge.names
    matches, other_words = names.find(name)
    found = list(dict.fromkeys(dataset_id for match in matches for dataset_id in match.datasets))
    if len(matches) != 1 or other_words or not found:
        raise UnknownDataset(name, _listed(program, found or names.nearest(name)))
    if len(found) > 1:
        raise AmbiguousDataset(name, _listed(program, found))
    return found[0]


def _listed(program: Program, dataset_ids: Sequence[str]) -> list[str]:
    return [f"{program.knowledge.name_of(dataset_id)} ({dataset_id})" for dataset_id in dataset_ids]


def _run_batch(source: Path, target: Path, language: str | None) -> None:
    from bot.batch import answer_batch, read_batch
    from bot.terminal import track

    items = read_batch(source)
    if target.is_file() and source.samefile(target):
        raise BatchFileProblem(target, "holds the questions; give another file for the answers")
    counts: Counter[str] = Counter()
    with _program() as program:
        _bring_index_up_to_date(program)
        with _target_file(target) as file:
            for item in track(items, "Answering", _err):
                for line in answer_batch(program.assistant, item, language):
                    counts[line["kind"]] += 1
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing to answer"
    _err.print(f"{len(items)} line(s) in, {sum(counts.values())} out to {target}: {kinds}.")


@contextmanager
def _target_file(path: Path) -> Iterator[TextIO]:
    """Open a file to write lines to; it takes the place of the old one only when it is complete.

    Raises BatchFileProblem. What is no regular file (`/dev/stdout`, a pipe) is written directly.
    """
    is_direct = path.exists() and not path.is_file()
    target = path if is_direct else path.resolve()  # a link stays a link
    written = target if is_direct else target.with_name(f"{target.name}.partial")
    try:
        with written.open("w", encoding="utf-8", newline="\n", buffering=1) as file:
            yield file
            file.flush()
            if not is_direct:
                os.fsync(file.fileno())
        if not is_direct:
            written.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BatchFileProblem(path, f"cannot be written: {error.strerror}") from error
    finally:
        if not is_direct:
            with suppress(OSError):
                written.unlink()


def _print_json(values: dict[str, object]) -> None:
    is_utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    sys.stdout.write(json.dumps(values, ensure_ascii=not is_utf8) + "\n")


def main() -> None:
    """Run the program; an expected error is one clear sentence and exit code 2, not a traceback."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter is no reason to stop
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except EthicsBotError as error:
        _fail(error)
    except BrokenPipeError:
        _drop_output()
        sys.exit(1)
    except OSError as error:
        _drop_output()
        _fail(FileUnusable(error))


def _fail(error: EthicsBotError) -> NoReturn:
    _err.print("Error:", style="bold red", end=" ")
    _err.print(str(error), markup=False, highlight=False)
    sys.exit(2)


def _drop_output() -> None:
    """Keep Python from writing at its end what could not be written before."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
