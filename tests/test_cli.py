"""The terminal: what each command prints, and its exit code."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from fakes import HashingEmbedder
from rich.console import Console
from small_knowledge import write_small_knowledge

import bot.cli
from bot.settings import Settings
from bot.terminal import progress_bar
from bot.wiring import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("ask", "chat", "index", "check", "draw", "schema", "show", "evaluate", "run", "sync")
KEYS = {
    "id", "question", "answer", "abstained", "kind", "language", "datasets", "fields", "sources", "sentences", "confidence",
    "knowledge_version", "latency_ms",
}  # fmt: skip
SOURCE_KEYS = {"marker", "id", "title", "publisher", "published", "url"}


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Run = "Callable[..., Outcome]"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge folder."""
    return write_small_knowledge(tmp_path_factory.mktemp("cli") / "knowledge")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the tests share, so that the index is built once."""
    return tmp_path_factory.mktemp("cli-data")


@pytest.fixture
def run(
    knowledge: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Outcome]]:
    """Return a function that runs the program on the small knowledge with the fake model, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "DEFAULT_LANGUAGE", "LOG_LEVEL", "CHROMA_URL", "EMBEDDING_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(knowledge))
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("bot.wiring.SentenceTransformerEmbedder", lambda model, threads: HashingEmbedder())
    monkeypatch.setattr(
        "bot.wiring.set_up_logging", lambda settings, **_: None
    )  # it would keep this test's stderr for good
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())

    def ran(*arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["ethicsbot", *arguments])
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code: object = 0
        try:
            bot.cli.main()
        except SystemExit as end:
            code = end.code or 0
        assert isinstance(code, int)
        return Outcome(code, *capsys.readouterr())

    yield ran
    structlog.reset_defaults()


def start(*arguments: str, cwd: Path, **environment: str) -> Outcome:
    """Run the program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HF_HUB_OFFLINE": "1", "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    outcome = run(command, "--help")

    assert outcome.code == 0
    assert f"ethicsbot {command}" in outcome.out
    assert len(outcome.out.splitlines()) > 5


def test_the_help_lists_every_command(run: Run) -> None:
    outcome = run("--help")

    registered = {command.name or command.callback.__name__ for command in bot.cli.app.registered_commands}
    assert registered == set(COMMANDS)
    assert all(command in outcome.out for command in COMMANDS)


def test_the_version_is_printed(run: Run) -> None:
    from bot import __version__

    outcome = run("--version")

    assert (outcome.code, outcome.out) == (0, f"ethicsbot {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("ask", "--colour"),
        ("ask", "-l", "fr", "who?"),
        ("chat", "-l", "fr"),
        ("show", "-l", "", "faces-1m"),
        ("ask", "--batch", "in.jsonl", "out.jsonl", "who?"),
        ("ask", "--batch", "in.jsonl", "out.jsonl", "--json"),
        ("show",),
        ("sync", "--guild", "home"),
        ("sync", "--guild", "0"),
        ("sync", "--guild", "-1"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)

    assert outcome.code == 2
    assert "Traceback" not in outcome.err


def test_ask_prints_the_answer_and_its_sources(run: Run) -> None:
    outcome = run("ask", "who made Faces-1M?")

    assert outcome.code == 0
    assert "Faces-1M was made by Example Corporation. [1]" in outcome.out
    assert "The Daily Example" in outcome.out


def test_ask_without_a_question_asks_the_example(run: Run) -> None:
    outcome = run("ask", "--json")

    assert json.loads(outcome.out)["question"] == bot.cli.DEFAULT_QUESTION


def test_an_abstention_is_no_error(run: Run) -> None:
    outcome = run("ask", "who made Zorblat-9?")

    assert outcome.code == 0
    assert "Zorblat-9" in outcome.out
    assert "Sources" not in outcome.out


@pytest.mark.parametrize("text", ["who made Faces-1M?", "who made Zorblat-9?", "", "hvem lavede Faces-1M?"])
def test_ask_json_prints_one_object_with_the_documented_keys(run: Run, text: str) -> None:
    outcome = run("ask", "--json", text)

    values = json.loads(outcome.out)
    assert outcome.out.count("\n") == 1
    assert set(values) == KEYS
    assert all(set(source) == SOURCE_KEYS for source in values["sources"])
    assert all(set(sentence) == {"text", "markers"} for sentence in values["sentences"])
    assert values["abstained"] is (values["kind"] == "abstention")


def test_ask_in_a_language_that_is_given(run: Run) -> None:
    assert json.loads(run("ask", "--json", "-l", "da", "who made Faces-1M?").out)["language"] == "da"


def test_ask_batch_writes_a_line_for_each_question(run: Run, tmp_path: Path) -> None:
    questions, answers = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": "a", "question": "who made Faces-1M?"}',
        '{"id": "b", "turns": [{"question": "what is Faces-1M?"}, {"question": "and who made it?"}]}',
        "not JSON",
        '{"id": 7}',
    ]
    questions.write_text("\n".join(lines), encoding="utf-8")

    outcome = run("ask", "--batch", str(questions), str(answers))

    written = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert outcome.code == 0
    assert [line["id"] for line in written] == ["a", "b", "b", "line 3", 7]
    assert [line.get("turn") for line in written] == [None, 1, 2, None, None]
    assert [line["abstained"] for line in written] == [False, False, False, True, True]
    assert "Example Corporation" in written[2]["answer"]


@pytest.mark.parametrize(
    ("source", "target"),
    [pytest.param("none.jsonl", "out.jsonl", id="no input"), pytest.param("in.jsonl", "no/out.jsonl", id="no folder")],
)
def test_a_batch_file_that_cannot_be_used_is_named(run: Run, tmp_path: Path, source: str, target: str) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "question": "x"}\n', encoding="utf-8")

    outcome = run("ask", "--batch", source, target)

    assert outcome.code == 2
    assert (source if source == "none.jsonl" else target) in outcome.err
    assert "Traceback" not in outcome.err


def test_ask_batch_answers_in_the_language_that_is_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"question": "who made Faces-1M?"}\n', encoding="utf-8")

    run("ask", "-l", "da", "--batch", "in.jsonl", "out.jsonl")

    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["language"] == "da"


@pytest.mark.parametrize("target", ["in.jsonl", "link.jsonl", "./in.jsonl"])
def test_a_batch_does_not_write_over_its_questions(run: Run, tmp_path: Path, target: str) -> None:
    (tmp_path / "in.jsonl").write_text('{"question": "who?"}\n', encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to("in.jsonl")

    outcome = run("ask", "--batch", "in.jsonl", target)

    assert outcome.code == 2
    assert "holds the questions" in outcome.err
    assert (tmp_path / "in.jsonl").read_text(encoding="utf-8") == '{"question": "who?"}\n'


def test_a_batch_that_breaks_off_leaves_the_old_answers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*_: object) -> Iterator[dict[str, str]]:
        yield {"kind": "answer"}
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "in.jsonl").write_text('{"question": "who?"}\n', encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("old\n", encoding="utf-8")
    monkeypatch.setattr("bot.batch.answer_batch", breaking)

    outcome = run("ask", "--batch", "in.jsonl", "out.jsonl")

    assert outcome.code == 2
    assert "out.jsonl: cannot be written: No space left on device" in outcome.err
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_answers_are_written_line_by_line_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").symlink_to("real.jsonl")

    with bot.cli._target_file(tmp_path / "out.jsonl") as file:
        file.write("{}\n")
        assert (tmp_path / "real.jsonl.partial").read_text(encoding="utf-8") == "{}\n"

    assert (tmp_path / "out.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text(encoding="utf-8") == "{}\n"


def test_answers_can_go_to_what_is_no_regular_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"question": "who?"}\n', encoding="utf-8")

    assert run("ask", "--batch", "in.jsonl", os.devnull).code == 0
    assert not Path(os.devnull).is_file()


def test_a_chat_of_two_turns_understands_the_second_by_the_first(run: Run) -> None:
    outcome = run("chat", stdin="what is Faces-1M?\nand who made it?\n\n")

    assert outcome.code == 0
    assert "a million pictures" in outcome.out
    assert "made by Example Corporation" in outcome.out


def test_a_chat_ends_with_its_input(run: Run) -> None:
    assert run("chat", stdin="what is Faces-1M?\n").code == 0


def test_index_tells_what_it_did(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    first, second, rebuilt = run("index"), run("index"), run("index", "--rebuild")

    assert (first.code, second.code, rebuilt.code) == (0, 0, 0)
    assert " 0 embedded, 0 removed" not in first.out
    assert " 0 embedded, 0 removed" in second.out
    assert rebuilt.out == first.out


def test_check_passes_good_files(run: Run) -> None:
    outcome = run("check")

    assert (outcome.code, "0 problem(s)" in outcome.out) == (0, True)


def test_check_shows_the_coverage_and_writes_it(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "COVERAGE.md"
    shown, written = run("check", "--coverage"), run("check", "--report", str(page))

    assert (shown.code, written.code) == (0, 0)
    assert "Records without a timeline (3)" in shown.out
    assert shown.out == written.out
    assert "| dataset records | 3 |" in page.read_text(encoding="utf-8")


def test_coverage_comes_with_the_problems(broken: Run) -> None:
    outcome = broken("check", "--coverage")

    assert outcome.code == 1
    assert "unknown source 'no-page'" in outcome.out
    assert "Records by status" in outcome.out


def test_the_same_seed_draws_the_same_claims(run: Run) -> None:
    first, again, other = (
        run("draw", "5", "--seed", "7"),
        run("draw", "5", "--seed", "7"),
        run("draw", "5", "--seed", "8"),
    )

    claims = [json.loads(line) for line in first.out.splitlines()]
    assert first.out == again.out != other.out
    assert len({claim["place"] for claim in claims}) == 5
    assert all(claim["claim"] and claim["sources"] and claim["sources"][0]["note"] for claim in claims)


def test_no_more_is_drawn_than_there_is(run: Run) -> None:
    total = len(run("draw", "999").out.splitlines())

    assert 10 < total < 999
    assert len(run("draw").out.splitlines()) == 10


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    """The program on a knowledge folder with one problem."""
    folder = write_small_knowledge(tmp_path / "broken")
    path = folder / "datasets" / "open-letters.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[letters-page]", "[no-page]", 1), encoding="utf-8")
    monkeypatch.setenv("KNOWLEDGE_DIR", str(folder))
    return run


def test_check_tells_file_and_line_and_ends_with_one(broken: Run) -> None:
    outcome = broken("check")

    assert outcome.code == 1
    assert outcome.out.startswith("broken/datasets/open-letters.yaml:7: unknown source 'no-page'")
    assert "1 problem(s)" in outcome.out


PO_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("file", "raw"),
    [
        pytest.param("lexicon/de.tsv", b"Gesicht\tface\nBild\n", id="one column"),
        pytest.param("lexicon/de.tsv", b"Gesicht\tface\nH\xe4user\thouse\n", id="lexicon not UTF-8"),
        pytest.param("messages/de.po", PO_HEADER.encode() + b'msgid "a\n', id="broken catalogue"),
        pytest.param("messages/de.po", PO_HEADER.encode() + b'msgid "a"\nmsgstr "\xe4"\n', id="catalogue not UTF-8"),
        pytest.param(
            "messages/de.po",
            PO_HEADER.encode() + b'msgid "on {date}"\nmsgstr "am {datum}"\n',
            id="other placeholder",
        ),
    ],
)  # fmt: skip
def test_check_covers_the_language_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, raw: bytes
) -> None:
    folder = write_small_knowledge(tmp_path / "broken")
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(raw)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(folder))

    outcome = run("check")

    assert outcome.code == 1, outcome.err
    assert re.match(rf"broken/{file}:\d+: ", outcome.out)
    assert "1 problem(s)" in outcome.out


def test_nothing_is_answered_from_broken_files(broken: Run) -> None:
    outcome = broken("ask", "who made Faces-1M?")

    assert outcome.code == 2
    assert "open-letters.yaml:7" in outcome.err


def test_a_missing_knowledge_folder_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path / "nowhere"))

    outcome = run("check")

    assert outcome.code == 2
    assert "nowhere" in outcome.err
    assert "KNOWLEDGE_DIR" in outcome.err


def test_schema_writes_the_schemas(run: Run, tmp_path: Path) -> None:
    outcome = run("schema", str(tmp_path / "schema"))

    assert outcome.code == 0
    assert {path.name for path in (tmp_path / "schema").iterdir()} == {"dataset.schema.json", "article.schema.json"}


@pytest.mark.parametrize("name", ["faces-1m", "Faces-1M", "million faces", "F1M"])
def test_show_prints_a_record_by_any_of_its_names(run: Run, name: str) -> None:
    outcome = run("show", name)

    assert outcome.code == 0
    assert all(part in outcome.out for part in ("Faces-1M", "Consent", "Where it is", "Sources", "[1]"))


def test_show_of_a_name_that_fits_several_records_says_which(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_small_knowledge(tmp_path / "alike")
    text = (folder / "datasets" / "open-letters.yaml").read_text(encoding="utf-8")
    for number in ("7", "8"):
        record = text.replace("open-letters", f"zorblat-{number}").replace("Open Letters", f"Zorblat-{number}")
        record = "\n".join(line for line in record.split("\n") if not line.startswith("aliases"))
        (folder / "datasets" / f"zorblat-{number}.yaml").write_text(record, encoding="utf-8")
    monkeypatch.setenv("KNOWLEDGE_DIR", str(folder))

    outcome = run("show", "Zorblat")

    assert outcome.code == 2
    assert "'Zorblat' may be any of these: Zorblat-7 (zorblat-7), Zorblat-8 (zorblat-8)." in outcome.err


def test_every_name_of_a_record_shows_it() -> None:
    with Program(Settings(knowledge_dir=ROOT / "knowledge")) as program:
        wrong = [
            (dataset.id, name)
            for dataset in program.corpus.datasets.values()
            for name in (dataset.id, *dataset.names)
            if bot.cli._find_dataset(program, name) != dataset.id
        ]
    assert wrong == []


def test_show_takes_a_name_only_without_other_words(run: Run) -> None:
    outcome = run("show", "compare Faces-1M nonsense")

    assert outcome.code == 2
    assert "No record for 'compare Faces-1M nonsense'. Nearest: Faces-1M (faces-1m)." in outcome.err


def test_show_json_prints_the_record(run: Run) -> None:
    values = json.loads(run("show", "faces-1m", "--json").out)

    assert (values["id"], values["status"]["value"]) == ("faces-1m", "withdrawn")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("faces-7m", "Faces-1M (faces-1m)"), ("closed letters", "Open Letters (open-letters)")],
)
def test_show_of_an_unknown_dataset_names_the_nearest(run: Run, name: str, nearest: str) -> None:
    outcome = run("show", name)

    assert outcome.code == 2
    assert name in outcome.err
    assert nearest in outcome.err


@pytest.mark.parametrize("command", ["run", "sync"])
def test_without_a_token_one_is_told_what_to_do(run: Run, command: str) -> None:
    outcome = run(command)

    assert outcome.code == 2
    assert "DISCORD_TOKEN" in outcome.err
    assert ".env" in outcome.err


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("DEFAULT_LANGUAGE=klingon", "DEFAULT_LANGUAGE"),
        ("LOG_LEVEL=loud", "LOG_LEVEL"),
        ("INFERENCE_THREADS=many", "INFERENCE_THREADS"),
    ],
)
def test_a_setting_that_cannot_be_is_named(run: Run, tmp_path: Path, line: str, name: str) -> None:
    (tmp_path / ".env").write_text(f"{line}\n", encoding="utf-8")

    outcome = run("ask", "who made Faces-1M?")

    assert outcome.code == 2
    assert name in outcome.err
    assert "Traceback" not in outcome.err


def test_an_env_file_that_is_not_utf8_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_PROXY=\xe5\n")

    outcome = run("check")

    assert outcome.code == 2
    assert ".env: is not UTF-8 text" in outcome.err


def test_a_place_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    outcome = run("schema", "file/schema")

    assert outcome.code == 2
    assert "file/schema cannot be used: Not a directory." in outcome.err


def sh(command: str, knowledge: Path, tmp_path: Path) -> Outcome:
    """Run a shell command in which `ethicsbot` is the program with the packaged model."""
    done = subprocess.run(
        ["/bin/bash", "-c", f'ethicsbot() {{ {sys.executable} -m bot "$@"; }}; {command}'],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "KNOWLEDGE_DIR": str(knowledge), "HF_HUB_OFFLINE": "1",
             "DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("arguments", ["show --json faces-1m", "show faces-1m", "check"])
def test_a_full_disk_is_one_sentence(knowledge: Path, tmp_path: Path, arguments: str) -> None:
    outcome = sh(f"ethicsbot {arguments} > /dev/full", knowledge, tmp_path)

    assert (outcome.code, outcome.err) == (2, "Error: The output cannot be written: No space left on device.\n")


def test_a_reader_that_goes_away_is_no_error(knowledge: Path, tmp_path: Path) -> None:
    outcome = sh("{ ethicsbot show faces-1m; ethicsbot show --json faces-1m; } | true", knowledge, tmp_path)

    assert outcome.err == ""


def test_input_that_is_no_text_does_not_stop_a_chat(knowledge: Path, tmp_path: Path) -> None:
    outcome = sh("printf 'what is Faces-1M?\\n\\xff\\xfe\\n' | ethicsbot chat", knowledge, tmp_path)

    assert outcome.code == 0, outcome.err
    assert "a million pictures" in outcome.out


def test_a_progress_bar_leaves_nothing_behind() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=80)

    with progress_bar("Indexing", console) as progress:
        progress(1, 2)

    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().endswith("\x1b[2K")


def test_an_ascii_terminal_gets_what_it_can_show(knowledge: Path, tmp_path: Path) -> None:
    command = "export PYTHONIOENCODING=ascii; ethicsbot show -l da faces-1m; ethicsbot show --json faces-1m"
    outcome = sh(command, knowledge, tmp_path)

    shown = sh("ethicsbot show --json faces-1m", knowledge, tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.isascii()
    assert json.loads(outcome.out.splitlines()[-1]) == json.loads(shown.out)


GOLDEN = [
    {
        "id": "right",
        "question": "who made Faces-1M?",
        "kind": "lookup",
        "expect": "answer",
        "mentions": [["Corporation"]],
    },
    {"id": "wrong", "question": "who made Open Letters?", "kind": "lookup", "expect": "answer"},
    {"id": "none", "question": "who made Zorblat-9?", "kind": "near miss", "expect": "abstain"},
]


def test_evaluate_prints_the_figures_and_what_was_wrong(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(map(json.dumps, GOLDEN)), encoding="utf-8")

    outcome = run("evaluate", str(path))

    assert outcome.code == 0
    figures = dict(line.rsplit(maxsplit=1) for line in outcome.out.splitlines() if line.endswith(("000", "500")))
    assert figures["answerable right, English"] == "0.500"
    assert figures["citation precision"] == "1.000"
    assert figures["abstention recall"] == "1.000"
    assert figures["wrong refusals"] == "0.500"
    assert "✗ wrong" in outcome.out
    assert "✗ right" not in outcome.out


def test_evaluate_can_leave_the_failures_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(map(json.dumps, GOLDEN)), encoding="utf-8")

    assert "✗" not in run("evaluate", str(path), "--no-failures").out


def test_evaluate_names_a_file_that_cannot_be_read(run: Run) -> None:
    outcome = run("evaluate", "none.jsonl")

    assert outcome.code == 2
    assert "none.jsonl" in outcome.err


def test_the_program_starts_as_a_module(tmp_path: Path) -> None:
    outcome = start("--help", cwd=tmp_path)

    assert outcome.code == 0
    assert "ask" in outcome.out


def test_only_the_answer_goes_to_standard_output(knowledge: Path, tmp_path: Path) -> None:
    """With the real packaged model, logging included."""
    settings = {"KNOWLEDGE_DIR": str(knowledge), "DATA_DIR": str(tmp_path / "data")}

    outcome = start("ask", "--json", "Who was worried about being watched in Faces-1M?", cwd=tmp_path, **settings)

    assert outcome.code == 0, outcome.err
    assert set(json.loads(outcome.out)) == KEYS
    assert "worried" not in outcome.err, "questions are never logged"
