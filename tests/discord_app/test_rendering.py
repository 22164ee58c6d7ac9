"""Everything fits into Discord's limits, nothing that somebody typed becomes markup, and sources are those still cited."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest

from bot.core.answers import Abstention, Answer, Clarification, Reference, Sentence
from bot.core.fields import Field
from bot.discord_app import embeds, markdown
from bot.discord_app.choosing import DatasetChooser
from bot.discord_app.embeds import Page
from bot.discord_app.pages import render_sources
from bot.discord_app.rendering import render_card, render_field, render_result
from bot.language.messages import read_catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from small_knowledge import SmallProgram

    from bot.corpus.models import Dataset
    from bot.language.messages import Messages

VERSION = "0123456789abcdef"


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    empty: Path = tmp_path_factory.mktemp("messages")
    return read_catalogues(empty).of("en")


@pytest.fixture
def record(program: SmallProgram) -> Dataset:
    return program.knowledge.corpus.datasets["faces-1m"]


def reference(marker: int, *, title: str = "A title", url: str | None = "https://example.org/page") -> Reference:
    return Reference(
        marker, f"source-{marker}", title, f"Publisher {marker}", "2019-06", url and f"{url}/{marker}", "en"
    )


def an_answer(texts: list[str], references: int, *, markers_each: int = 1, field: Field = Field.AVAILABILITY) -> Answer:
    def markers(n: int) -> tuple[int, ...]:
        return tuple((n * markers_each + m) % references + 1 for m in range(markers_each)) if references else ()

    return Answer(
        question="where?",
        language="en",
        knowledge_version=VERSION,
        datasets=("faces-1m",),
        fields=(field,),
        confidence=0.9,
        sentences=tuple(
            Sentence(text, markers(n), f"faces-1m/x/{n}", "faces-1m", field) for n, text in enumerate(texts)
        ),
        references=tuple(reference(n) for n in range(1, references + 1)),
    )


def text_of(page: Page) -> str:
    return "\n".join(f"{embed.title}\n{embed.description}\n{embed.fields}" for embed in page.embeds)


def listed(page: Page) -> list[int]:
    return [int(number) for number in re.findall(r"^\[(\d+)\] ", page.embeds[-1].description or "", re.MULTILINE)]


def cited(page: Page) -> set[int]:
    shown = [page.embeds[0].description or "", *(field.value or "" for field in page.embeds[0].fields)]
    return {int(number) for text in shown for number in re.findall(r"(?<!\\)\[(\d+)\]", text)}


SIZES = {
    "one short sentence": (["Short."], 1, 1),
    "no source": (["Short."], 0, 1),
    "300 sentences": ([f"Statement number {n} about a host that has it." for n in range(300)], 20, 2),
    "a sentence of 5000 characters": (["word " * 1000], 1, 1),
    "5000 characters without a space": (["x" * 5000, "y" * 5000], 2, 1),
    "60 references in one sentence": (["Cited a lot."], 60, 60),
    "60 references over 60 sentences": ([f"Statement {n}." for n in range(60)], 60, 1),
    "nothing but markup": (["*_`~|<>[]()#\\" * 100] * 20, 20, 3),
}


@pytest.mark.parametrize(("texts", "references", "markers_each"), SIZES.values(), ids=SIZES.keys())
def test_answers_fit_and_list_exactly_what_they_cite(
    texts: list[str], references: int, markers_each: int, messages: Messages, record: Dataset
) -> None:
    page = render_result(an_answer(texts, references, markers_each=markers_each), messages, [record])
    assert embeds.fits(page)
    if references:
        assert listed(page) == list(range(1, len(listed(page)) + 1))
        assert set(listed(page)) <= cited(page)
        assert set(listed(page)) == cited(page) or "more sources" in text_of(page)


@pytest.mark.parametrize(("texts", "references", "markers_each"), SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("field", [Field.AVAILABILITY, Field.SUMMARY])
def test_cards_and_fields_fit(
    field: Field, texts: list[str], references: int, markers_each: int, messages: Messages, record: Dataset
) -> None:
    answer = an_answer(texts, references, markers_each=markers_each, field=field)
    for page in (render_card(answer, messages, record), render_field(answer, messages, record, field)):
        assert embeds.fits(page)
        assert set(listed(page)) <= cited(page) or not references


@pytest.mark.parametrize("longest", [embeds.FOOTER, embeds.AUTHOR], ids=["footer", "author"])
def test_a_footer_and_an_author_have_limits_too(longest: int) -> None:
    def page(length: int) -> Page:
        embed = discord.Embed(description="text")
        text = "x" * length
        return Page((embed.set_footer(text=text) if longest == embeds.FOOTER else embed.set_author(name=text),))

    assert embeds.fits(page(longest))
    assert not embeds.fits(page(longest + 1))


def test_a_card_with_all_fields_full_fits(messages: Messages, record: Dataset) -> None:
    parts = [an_answer(["long " * 200] * 20, 60, markers_each=4, field=field) for field in Field]
    answer = replace(parts[0], sentences=tuple(sentence for part in parts for sentence in part.sentences))
    page = render_card(answer, messages, record)
    assert embeds.fits(page)
    assert len(page.embeds[0].fields) == len(Field) - 1
    assert "(1 of 20)" in text_of(page)
    assert "`/dataset name:Faces-1M field:…`" in text_of(page)


def test_cut_answers_say_how_many_statements_are_left_out(messages: Messages, record: Dataset) -> None:
    page = render_result(an_answer(["A statement that is not very long."] * 300, 3), messages, [record])
    shown = (page.embeds[0].description or "").count("\n- ") + 1
    assert f"{300 - shown} more statements are left out here" in text_of(page)
    assert "`/dataset name:Faces-1M field:Where it is`" in text_of(page)


def test_references_of_left_out_sentences_are_left_out(messages: Messages, record: Dataset) -> None:
    page = render_result(
        an_answer(["A statement that is not very long at all, really."] * 200, 200), messages, [record]
    )
    assert set(listed(page)) == cited(page)
    assert len(listed(page)) < 200


def test_markers_are_links_where_there_is_room(messages: Messages, record: Dataset) -> None:
    page = render_result(an_answer(["One.", "Two."], 2), messages, [record])
    assert page.embeds[0].description == (
        "- One. [[1]](https://example.org/page/1)\n- Two. [[2]](https://example.org/page/2)"
    )


def test_reference_without_address_is_no_link(messages: Messages, record: Dataset) -> None:
    answer = replace(an_answer(["One."], 1), references=(reference(1, url=None),))
    page = render_result(answer, messages, [record])
    assert page.embeds[0].description == "One. [1]"
    assert page.embeds[1].description == "[1] Publisher 1, June 2019: A title"


ESCAPED = {
    "bold": ("**loud**", r"\*\*loud\*\*"),
    "masked link": ("[click](https://evil.example)", r"\[click\](https\://evil.example)"),
    "two masked links": ("[a](http://x) [b](http://y)", r"\[a\](http\://x) \[b\](http\://y)"),
    "escaped bracket": (r"\[a](b)", r"\\\[a\](b)"),
    "address in angle brackets": ("<https://evil.example>", r"\<https\://evil.example\>"),
    "user mention": ("<@123456789012345678>", "\\<@\u200b123456789012345678\\>"),
    "everyone": ("@everyone @here", "@\u200beveryone @\u200bhere"),
    "channel, command, time": ("<#1> </ask:1> <t:1>", r"\<\#1\> \</ask:1\> \<t:1\>"),
    "heading": ("# big", r"\# big"),
    "list": ("- item", r"\- item"),
    "code": ("`code` ||spoiler||", r"\`code\` \|\|spoiler\|\|"),
    "line breaks": ("a\n> b\r\n- c", r"a \> b - c"),
}


@pytest.mark.parametrize(("text", "shown"), ESCAPED.values(), ids=ESCAPED.keys())
def test_text_is_shown_letter_by_letter(text: str, shown: str) -> None:
    assert markdown.plain(text) == shown


@pytest.mark.parametrize("text", [text for text, _ in ESCAPED.values()], ids=ESCAPED.keys())
def test_what_somebody_types_never_becomes_markup(text: str, messages: Messages, record: Dataset) -> None:
    answer = replace(an_answer([text], 1), question=text, references=(reference(1, title=text),))
    for result in (
        answer,
        Abstention(text, "en", VERSION, message=f"I have no record of “{text}”."),
        Clarification(text, "en", VERSION, options=(("a", text),)),
    ):
        for embed in render_result(result, messages, [record]).embeds:
            shown = (embed.description or "").replace("https://example.org", "")
            assert not re.search(r"(?<!\\)(?:\\\\)*\[[a-z]+\]\(|(?<!\\)://|@everyone|(?<!\\)<[@#/t]", shown)


@pytest.mark.parametrize("most", [1, 2, 10, 50, 199])
@pytest.mark.parametrize("text", ["*" * 200, "word " * 50, "x" * 200, "[a](b) " * 30])
def test_shortened_text_keeps_its_limit_and_no_half_escape(text: str, most: int) -> None:
    short = markdown.shortened(text, most)
    assert len(short) <= most
    assert short.endswith("…")
    assert not re.search(r"(?<!\\)(?:\\\\)*\\…", short)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "ftp://example.org/x", "https://"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert markdown.link("shown", url) == "shown"


def test_addresses_cannot_end_a_link_early() -> None:
    shown = markdown.link("shown", "https://example.org/a_(b)?q=1&r=%20 x")
    assert shown == "shown" or ")" not in shown[:-1]
    assert markdown.link("shown", "https://example.org/a_(b)") == "[shown](https://example.org/a_%28b%29)"


def test_abstention_is_grey_and_has_no_sources(messages: Messages) -> None:
    result = Abstention("q", "en", VERSION, message="My sources do not answer that. I do not guess.")
    (embed,) = render_result(result, messages, []).embeds
    assert embed.colour == embeds.GREY
    assert embed.footer.text == "Knowledge 01234567"


def test_clarification_numbers_the_choices(messages: Messages) -> None:
    options = tuple((f"d{n}", f"Dataset {n}") for n in range(40))
    (embed,) = render_result(Clarification("q", "en", VERSION, options=options), messages, []).embeds
    assert "1. Dataset 0\n2. Dataset 1" in (embed.description or "")
    assert "26." not in (embed.description or "")
    assert "`/ask`" in (embed.description or "")


CONFIDENCES = {1.0: "high", 0.8: "high", 0.6: "medium", 0.2: "low"}


@pytest.mark.parametrize(("value", "word"), CONFIDENCES.items())
def test_confidence_is_told_in_words(value: float, word: str, messages: Messages, record: Dataset) -> None:
    page = render_result(replace(an_answer(["One."], 1), confidence=value), messages, [record])
    assert page.embeds[-1].footer.text == f"Knowledge 01234567 · {word} confidence"


def test_long_lists_of_sources_take_several_pages(program: SmallProgram, messages: Messages, record: Dataset) -> None:
    (one, *_) = program.knowledge.corpus.articles.values()
    articles = [one.model_copy(update={"id": f"a{n}", "title": f"Title {n} " + "x" * 150}) for n in range(500)]
    pages = render_sources(record, articles, messages, VERSION)
    assert len(pages) == 6
    assert all(embeds.fits(page) for page in pages)
    lines = [line for page in pages for line in (page.embeds[0].description or "").split("\n")]
    shown = sum(line.startswith("- ") for line in lines)
    assert lines[-1] == f"… and {500 - shown} more sources"


class TestChoosing:
    def test_order_is_exact_prefix_inside_similar(self, program: SmallProgram) -> None:
        chooser = DatasetChooser(program.knowledge.corpus.datasets.values())
        assert [one.id for one in chooser.matching("faces 1m")] == ["faces-1m", "faces-1m-clean"]
        assert [one.id for one in chooser.matching("LETTERS")] == ["open-letters"]
        assert [one.id for one in chooser.matching("opne leters")] == ["open-letters"]
        assert [one.label for one in chooser.matching("")] == ["Faces-1M", "Faces-1M Clean", "Open Letters"]

    def test_at_most_25_choices_with_short_labels(self, record: Dataset) -> None:
        names = {"aliases": ("Alias " * 30,), "name": "Name " * 30}
        records = [record.model_copy(update={"id": f"faces-{n}", **names}) for n in range(60)]
        found = DatasetChooser(records).matching("alias")
        assert len(found) == 25
        assert all(len(one.label) <= 100 for one in found)
