"""The bot's own sentences: catalogues, dates, numbers, ages."""

from __future__ import annotations

import ast
import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from bot.errors import CatalogueProblem
from bot.language.messages import Catalogues, Messages, read_catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "knowledge" / "messages"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    """The real catalogues."""
    return read_catalogues(FOLDER)


@pytest.fixture
def english(catalogues: Catalogues) -> Messages:
    """English messages."""
    return catalogues.of("en")


@pytest.fixture
def danish(catalogues: Catalogues) -> Messages:
    """Danish messages."""
    return catalogues.of("da")


@pytest.mark.parametrize(
    ("text", "in_english", "in_danish"),
    [
        pytest.param("2019", "2019", "2019", id="year"),
        pytest.param("2019-06", "June 2019", "juni 2019", id="month"),
        pytest.param("2019-06-06", "6 June 2019", "6. juni 2019", id="day"),
        pytest.param("undated", "no date recorded", None, id="undated"),
    ],
)
def test_dates_are_as_exact_as_recorded(
    english: Messages, danish: Messages, text: str, in_english: str, in_danish: str | None
) -> None:
    assert english.date(text) == in_english
    assert danish.date(text) == in_danish if in_danish else danish.date(text) != in_english


@pytest.mark.parametrize(
    ("text", "said"),
    [("2019", "in 2019"), ("2019-06", "in June 2019"), ("2019-06-06", "on 6 June 2019")],
)
def test_a_day_is_on_and_a_month_is_in(english: Messages, text: str, said: str) -> None:
    assert english.on_date(text) == said


@pytest.mark.parametrize(
    ("number", "in_english", "in_danish"),
    [
        pytest.param(7, "7", "7", id="small"),
        pytest.param(10_490_534.0, "10,490,534", "10.490.534", id="separators"),
        pytest.param(10_000_000, "10 million", "10 millioner", id="a round million"),
        pytest.param(5_850_000_000, "5.85 billion", "5,85 milliarder", id="a round billion"),
        pytest.param(85_000, "85,000", "85.000", id="round but below a million"),
        pytest.param(2.5, "2.5", "2,5", id="decimals"),
        pytest.param(0, "0", "0", id="zero"),
    ],
)
def test_numbers_have_the_languages_separators(
    english: Messages, danish: Messages, number: float, in_english: str, in_danish: str
) -> None:
    assert (english.number(number), danish.number(number)) == (in_english, in_danish)


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        pytest.param("2019", "more than 6 years ago", id="a year counts from its end"),
        pytest.param("2019-06", "more than 7 years ago", id="a month from its end"),
        pytest.param("2019-11-22", "more than 7 years ago", id="seven years to the day"),
        pytest.param("2019-11-24", "more than 6 years ago", id="two days short of seven years"),
        pytest.param("2025-06-01", "more than 1 year ago", id="one year, in the singular"),
        pytest.param("2026-01", None, id="this year"),
        pytest.param("2026", None, id="a year that is not over"),
    ],
)
def test_as_of_tells_the_age(english: Messages, as_of: str, age: str | None) -> None:
    told = english.as_of(as_of, TODAY)

    assert told == f"as of {english.date(as_of)}" + (f", {age}" if age else "")


def test_as_of_without_a_day_to_count_to_tells_no_age(english: Messages) -> None:
    assert english.as_of("2019-06", None) == "as of June 2019"


def test_an_undated_claim_says_so_in_both_languages(english: Messages, danish: Messages) -> None:
    assert "undated" in english.as_of("undated", TODAY)
    assert danish.as_of("undated", TODAY) not in {"", english.as_of("undated", TODAY)}


@pytest.mark.parametrize(("as_of", "words"), [("2019-06", "7 år"), ("2025-06", "1 år")])
def test_ages_are_told_in_danish(danish: Messages, as_of: str, words: str) -> None:
    assert words in danish.as_of(as_of, TODAY)


@pytest.mark.parametrize(
    ("items", "in_english", "in_danish"),
    [
        pytest.param(["a"], "a", "a", id="one"),
        pytest.param(["a", "b"], "a and b", "a og b", id="two"),
        pytest.param(["a", "b", "c"], "a, b, and c", "a, b og c", id="three"),
    ],
)
def test_lists_are_told_in_words(
    english: Messages, danish: Messages, items: list[str], in_english: str, in_danish: str
) -> None:
    assert (english.listed(items), danish.listed(items)) == (in_english, in_danish)


def test_a_message_without_a_translation_comes_in_english(danish: Messages) -> None:
    assert danish.say("No {thing} like this.", thing="message") == "No message like this."


def test_braces_of_a_value_are_not_placeholders(english: Messages) -> None:
    assert english.say("{name} is available", name="{x}") == "{x} is available"


def test_a_word_outside_the_vocabulary_comes_back_as_it_is(danish: Messages) -> None:
    assert danish.word("unit", "furlongs") == "furlongs"


def test_a_language_without_a_catalogue_speaks_english(catalogues: Catalogues) -> None:
    assert catalogues.of("fr").say("Which dataset do you mean?") == "Which dataset do you mean?"


def test_catalogues_speak_english_and_danish(catalogues: Catalogues) -> None:
    assert set(catalogues.languages) == {"en", "da"}


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "da.po").write_text('msgid "yes"\nmsgid "ja"\nnonsense\n', encoding="utf-8")

    with pytest.raises(CatalogueProblem, match=r"^da\.po"):
        read_catalogues(tmp_path)


def test_a_catalogue_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "da.po").write_bytes(b'msgid "yes"\nmsgstr "j\xff\xfe"\n')

    with pytest.raises(CatalogueProblem, match=r"^da\.po"):
        read_catalogues(tmp_path)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param('msgid "about {name}"\nmsgstr "om {navn}"\n', id="another name"),
        pytest.param('msgid "about {name}"\nmsgstr "om det"\n', id="left out"),
        pytest.param('msgid "about {name}"\nmsgstr "om {name"\n', id="never closed"),
        pytest.param(
            'msgid "about {name}"\nmsgid_plural "about {number}"\nmsgstr[0] "om {name}"\nmsgstr[1] "om {antal}"\n',
            id="plural",
        ),
    ],
)
def test_a_translation_with_other_placeholders_is_named(tmp_path: Path, entry: str) -> None:
    (tmp_path / "da.po").write_text(entry, encoding="utf-8")

    with pytest.raises(CatalogueProblem, match=r"^da\.po: .*'about \{name\}'"):
        read_catalogues(tmp_path)


# What the code says, and what the Danish catalogue holds. A message is a literal handed to say or say_many, or a text in a
# table at the top of a module that a say(...) in the same module looks up.


@cache
def danish_catalogue() -> Catalog:
    with (FOLDER / "da.po").open("rb") as file:
        return read_po(file, locale="da")


def messages_in_code() -> set[str]:
    return {text for path in sorted((ROOT / "bot").rglob("*.py")) for text in messages_of(ast.parse(path.read_text()))}


def messages_of(tree: ast.Module) -> Iterator[str]:
    tables, positions = tables_of(tree), field_positions(tree)
    loops = {target: table for target, table in loops_of(tree) if table in tables}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for argument in call.args[: _MESSAGES_OF.get(called(call), 0)]:
            yield from literal_texts(argument)
            match argument:
                case ast.Name(id=name) if name in loops:
                    yield from texts_of_table(tables[loops[name]])
                case ast.Attribute(value=ast.Name(id=name), attr=field) if name in loops:
                    yield from texts_of_table(tables[loops[name]], positions[field])
                case ast.Subscript(value=ast.Name(id=name)) if name in tables:
                    yield from texts_of_table(tables[name])


_MESSAGES_OF = {"say": 1, "say_many": 2}


def called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literal_texts(node: ast.expr) -> Iterator[str]:
    """Yield a literal, or both branches of a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from literal_texts(node.body)
        yield from literal_texts(node.orelse)


def tables_of(tree: ast.Module) -> dict[str, ast.Dict | ast.Tuple | ast.List]:
    """Return every named table of a module: a dict, tuple or list that is written out."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict | ast.Tuple | ast.List)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def loops_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (variable, table) of each loop over a named table."""
    for node in ast.walk(tree):
        match node:
            case ast.For(target=ast.Name(id=variable), iter=ast.Name(id=table)):
                yield variable, table
            case ast.comprehension(target=ast.Name(id=variable), iter=ast.Name(id=table)):
                yield variable, table


def field_positions(tree: ast.Module) -> dict[str, int]:
    """Return the place of each field in its class, as the arguments of a dataclass are given."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    fields = ([item.target for item in one.body if isinstance(item, ast.AnnAssign)] for one in classes)
    return {name.id: place for names in fields for place, name in enumerate(names) if isinstance(name, ast.Name)}


def texts_of_table(table: ast.Dict | ast.Tuple | ast.List, place: int = 0) -> Iterator[str]:
    """Yield the texts of a table; of a table of objects the argument at a place of each."""
    for item in table.values if isinstance(table, ast.Dict) else table.elts:
        yield from literal_texts(item.args[place] if isinstance(item, ast.Call) else item)


def test_the_messages_in_the_code_are_found() -> None:
    found = messages_in_code()

    assert {"as of {date}", "Which dataset do you mean?", "{name} was withdrawn", "open access", "in Danish"} <= found


def translated() -> dict[str, tuple[str, ...]]:
    """Return the Danish texts by their English one; words of a vocabulary have a context and are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for message in danish_catalogue():
        if not message.id or message.context:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        found |= dict.fromkeys(ids, texts)
    return found


def test_every_message_of_the_code_is_translated() -> None:
    missing = messages_in_code() - {english for english, texts in translated().items() if all(texts)}

    assert sorted(missing) == []


def test_no_translation_is_left_over() -> None:
    assert sorted(translated().keys() - messages_in_code()) == []


def test_no_translation_is_marked_as_unsure() -> None:
    assert [message.id for message in danish_catalogue() if message.fuzzy] == []


def test_every_word_of_a_vocabulary_is_translated() -> None:
    assert [message.id for message in danish_catalogue() if message.context and not message.string] == []
