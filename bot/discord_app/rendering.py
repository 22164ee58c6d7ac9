"""How a result looks on Discord: frozen values in, embeds out; every limit of Discord's kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.core.answers import Abstention, Answer, Clarification
from bot.core.fields import Field
from bot.discord_app import embeds, markdown
from bot.discord_app.embeds import Page
from bot.language.messages import FIELD_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.answers import Reference, Result, Sentence
    from bot.corpus.models import Dataset
    from bot.language.messages import Messages

_VERSION_CHARACTERS = 8
_LONGEST_SENTENCE = 1500
_LONGEST_PUBLISHER = 80
_LONGEST_ALIASES = 160
_SHOWN_QUESTION = 200
_MOST_NAMES = 3
_SHARES = {Field.AVAILABILITY: 3}  # where a set can be had is what most people want to know
_SURE, _FAIRLY_SURE = 0.8, 0.5


@dataclass(frozen=True)
class _Detail:
    """How much a message says about its sources: whether markers are links, and the characters of a title (0: none)."""

    links_markers: bool
    title: int


_DETAILS = (_Detail(True, 200), _Detail(False, 160), _Detail(False, 70), _Detail(False, 0))
_TERSE = _DETAILS[-1]


@dataclass(frozen=True)
class _Cut:
    """How much of a record a card shows: characters and sources a statement, and statements a field, tried in order."""

    characters: int
    sources: int
    statements: Sequence[int]


_CARD_CUTS = (
    _Cut(700, 100, range(12, 2, -1)),
    _Cut(700, 2, range(12, 0, -1)),
    _Cut(300, 1, (1,)),
    _Cut(120, 1, (1,)),
)


@dataclass(frozen=True)
class _Source:
    """A reference made ready to be shown: publisher and date, and the title as it stands in the file."""

    marker: int
    who: str
    title: str
    url: str | None


@dataclass(frozen=True)
class _Cited:
    """Sentences with exactly the sources that they cite, numbered by first use."""

    sentences: tuple[Sentence, ...]
    sources: tuple[_Source, ...]


def render_result(result: Result, messages: Messages, records: Sequence[Dataset]) -> Page:
    """Return the message for a result; `records` are those of `result.datasets`."""
    match result:
        case Answer():
            return _answer(result, messages, records)
        case Abstention():
            return Page(
                (_unanswered(result, markdown.shortened(result.message, embeds.DESCRIPTION), messages, embeds.GREY),)
            )
        case Clarification():
            return Page((_unanswered(result, _choices(result, messages), messages, embeds.NEUTRAL),))


def render_field(answer: Answer, messages: Messages, record: Dataset, field: Field) -> Page:
    """Return the message with all that a record says about one field."""
    kept = _only_cited([one for one in answer.sentences if one.field == field], _sources(answer.references, messages))
    heading = markdown.shortened(f"{record.name}: {messages.field(field)}", embeds.TITLE)
    if not kept.sentences:
        silent = discord.Embed(
            title=heading,
            description=messages.say(
                "The record says nothing about this. That does not mean that there is nothing to say."
            ),
            colour=embeds.GREY,
        )
        return Page((silent.set_footer(text=_footer(answer.knowledge_version, messages)),))
    file = f"`datasets/{record.id}.yaml`"
    body = _Body(heading, _colour([record]), None, file, _footer(answer.knowledge_version, messages))
    return _fitted(kept, body, messages)


def render_card(answer: Answer, messages: Messages, record: Dataset) -> Page:
    """Return the message that shows a whole record, field by field; long fields are cut and say how to see the rest."""
    sources = _sources(answer.references, messages)
    for cut in _CARD_CUTS:
        sentences = tuple(
            replace(one, markers=one.markers[: cut.sources]) for one in _escaped(answer.sentences, cut.characters)
        )
        card = partial(_card, _Cited(sentences, sources), answer.knowledge_version, messages, record)
        fitting = next((most for most in cut.statements if embeds.fits(card(most, _TERSE))), None)
        if fitting is not None:
            return next(page for detail in _DETAILS[1:] if embeds.fits(page := card(fitting, detail)))
    return _with_sources_that_fit(card(1, _TERSE), messages)


# Answers


@dataclass(frozen=True)
class _Body:
    """What stands around the sentences of an answer."""

    heading: str | None
    colour: discord.Colour
    question: str | None
    rest_in: str
    footer: str
    notes: tuple[str, ...] = ()


def _answer(answer: Answer, messages: Messages, records: Sequence[Dataset]) -> Page:
    body = _Body(
        heading=_heading(records, messages),
        colour=_colour(records),
        question=answer.question,
        rest_in=_in_record(answer, records),
        footer=_footer(answer.knowledge_version, messages, _confidence(answer.confidence, messages)),
        notes=tuple(
            markdown.shortened(note, _LONGEST_SENTENCE) for note in (*answer.notes, *_for_more(answer, messages))
        ),
    )
    return _fitted(_only_cited(answer.sentences, _sources(answer.references, messages)), body, messages)


def _fitted(cited: _Cited, body: _Body, messages: Messages) -> Page:
    """Lay all sentences out with as much detail as fits; else as many sentences as fit with the least."""
    cited = replace(cited, sentences=_escaped(cited.sentences, _LONGEST_SENTENCE))
    for detail in _DETAILS:
        page = _laid_out(cited, 0, body, detail, messages)
        if embeds.fits(page):
            return page
    shown, too_many = 1, len(cited.sentences)
    while too_many - shown > 1:
        middle = (shown + too_many) // 2
        page = _laid_out(cited, len(cited.sentences) - middle, body, _TERSE, messages)
        shown, too_many = (middle, too_many) if embeds.fits(page) else (shown, middle)
    return _with_sources_that_fit(_laid_out(cited, len(cited.sentences) - shown, body, _TERSE, messages), messages)


def _laid_out(cited: _Cited, left_out: int, body: _Body, detail: _Detail, messages: Messages) -> Page:
    shown = _only_cited(cited.sentences[: len(cited.sentences) - left_out], cited.sources)
    lines = _statements(shown, detail)
    text = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
    if body.notes:
        text += "\n\n" + "\n".join(body.notes)
    if left_out:
        text += f"\n\n*{_left_out(left_out, body.rest_in, messages)}*"
    main = discord.Embed(title=body.heading, description=text, colour=body.colour)
    if body.question:
        main.set_author(name=markdown.cut(body.question, _SHOWN_QUESTION))
    return _with_sources(main, shown.sources, detail, body.footer, messages)


def _escaped(sentences: Iterable[Sentence], most: int) -> tuple[Sentence, ...]:
    """Make the texts ready to be shown, each of at most `most` characters."""
    return tuple(replace(sentence, text=markdown.shortened(sentence.text, most)) for sentence in sentences)


def _statements(cited: _Cited, detail: _Detail) -> list[str]:
    """Return escaped sentences with their markers."""
    urls = {source.marker: source.url if detail.links_markers else None for source in cited.sources}
    return [
        " ".join(
            filter(None, (one.text, "".join(markdown.link(f"[{marker}]", urls[marker]) for marker in one.markers)))
        )
        for one in cited.sentences
    ]


# Record cards


def _card(all_cited: _Cited, version: str, messages: Messages, record: Dataset, most: int, detail: _Detail) -> Page:
    """Lay a card of escaped sentences out, with at most `most` of them a field."""
    whole = _by_field(all_cited.sentences)
    kept = [
        sentence
        for field, sentences in whole.items()
        for sentence in _opening(sentences[: most * _SHARES.get(field, 1)])
    ]
    shown = _only_cited(kept, all_cited.sources)
    parts: dict[Field, list[str]] = {}
    for sentence, line in zip(shown.sentences, _statements(shown, detail), strict=True):
        parts.setdefault(sentence.field or Field.SUMMARY, []).append(line)
    about = ["\n".join(parts.pop(Field.SUMMARY, [])), _aliases(record, messages)]
    if len(kept) < len(all_cited.sentences):
        command = f"`/dataset name:{_in_code(record.name)} field:…`"
        about.append(messages.say("All that is recorded of one field: {command}", command=command))
    card = discord.Embed(
        title=_heading([record], messages), description="\n\n".join(filter(None, about)), colour=_colour([record])
    )
    for field, lines in parts.items():
        name = messages.field(field)
        if len(lines) < len(whole[field]):
            name += " " + messages.say("({shown} of {all})", shown=len(lines), all=len(whole[field]))
        card.add_field(name=name, value="\n".join(f"- {line}" for line in lines), inline=False)
    return _with_sources(card, shown.sources, detail, _footer(version, messages), messages)


def _by_field(sentences: Iterable[Sentence]) -> dict[Field, list[Sentence]]:
    """Group sentences by their field, in the order of the fields."""
    grouped: dict[Field, list[Sentence]] = {}
    for sentence in sentences:
        grouped.setdefault(sentence.field or Field.SUMMARY, []).append(sentence)
    return {field: grouped[field] for field in Field if field in grouped}


def _opening(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentences that fit into an embed field, but at least one."""
    part: list[Sentence] = []
    room = embeds.FIELD_VALUE
    for sentence in sentences:
        room -= len(f"- {sentence.cited}\n")
        if part and room < 0:
            break
        part.append(sentence)
    return part


def _aliases(record: Dataset, messages: Messages) -> str:
    if not record.aliases:
        return ""
    return markdown.shortened(messages.say("Also called: {names}", names=", ".join(record.aliases)), _LONGEST_ALIASES)


# Sources


def _sources(references: Iterable[Reference], messages: Messages) -> tuple[_Source, ...]:
    return tuple(_source(reference, messages) for reference in references)


def _source(reference: Reference, messages: Messages) -> _Source:
    date = messages.date(reference.published) if reference.published else messages.say("undated")
    who = f"{markdown.shortened(reference.publisher, _LONGEST_PUBLISHER)}, {date}"
    return _Source(reference.marker, who, reference.title, reference.url)


def _with_sources(
    main: discord.Embed, sources: Sequence[_Source], detail: _Detail, footer: str, messages: Messages
) -> Page:
    if not sources:
        return Page((main.set_footer(text=footer),))
    lines = "\n".join(_source_line(source, detail) for source in sources)
    listed = discord.Embed(title=messages.say("Sources"), description=lines, colour=main.colour)
    return Page((main, listed.set_footer(text=footer)))


def _source_line(source: _Source, detail: _Detail) -> str:
    if not detail.title:
        return f"[{source.marker}] {markdown.link(source.who, source.url)}"
    title = markdown.shortened(source.title, detail.title)
    return f"[{source.marker}] {source.who}: {markdown.link(title, source.url)}"


def _with_sources_that_fit(page: Page, messages: Messages) -> Page:
    """Take lines from the end of the list of sources until the message fits, and say how many."""
    if embeds.fits(page) or len(page.embeds) == 1:
        return page
    main, sources = page.embeds
    lines = (sources.description or "").split("\n")
    for kept in range(len(lines) - 1, -1, -1):
        more = messages.say_many("… and {number} more source", "… and {number} more sources", len(lines) - kept)
        sources.description = "\n".join([*lines[:kept], more])
        if embeds.fits(page):
            break
    return Page((main, sources))


def _only_cited(sentences: Sequence[Sentence], sources: Sequence[_Source]) -> _Cited:
    """Keep the sources that sentences cite, and number both anew by first use."""
    by_marker = {source.marker: source for source in sources}
    used = dict.fromkeys(marker for sentence in sentences for marker in sentence.markers if marker in by_marker)
    numbers = {marker: number for number, marker in enumerate(used, start=1)}
    return _Cited(
        tuple(
            replace(one, markers=tuple(numbers[marker] for marker in one.markers if marker in numbers))
            for one in sentences
        ),
        tuple(replace(by_marker[marker], marker=number) for marker, number in numbers.items()),
    )


# What stands around


def _unanswered(
    result: Abstention | Clarification, text: str, messages: Messages, colour: discord.Colour
) -> discord.Embed:
    embed = discord.Embed(description=text, colour=colour)
    if result.question.strip():
        embed.set_author(name=markdown.cut(result.question, _SHOWN_QUESTION))
    return embed.set_footer(text=_footer(result.knowledge_version, messages))


def _choices(result: Clarification, messages: Messages) -> str:
    lines = [
        f"{number}. {markdown.shortened(name, 100)}" for number, (_, name) in enumerate(result.options[:25], start=1)
    ]
    again = messages.say("Ask again with {command} and put one of these names into the question.", command="`/ask`")
    return "\n".join([messages.say("Which dataset do you mean?"), *lines, "", again])


def _heading(records: Sequence[Dataset], messages: Messages) -> str | None:
    if not records:
        return None
    if len(records) == 1:
        status = messages.word("status", records[0].status.value)
        return f"{markdown.shortened(records[0].name, 200)} · {markdown.plain(status)}"
    if len(records) <= _MOST_NAMES:
        return markdown.shortened(messages.listed([record.name for record in records]), embeds.TITLE)
    return messages.say_many("{number} dataset", "{number} datasets", len(records))


def _colour(records: Sequence[Dataset]) -> discord.Colour:
    statuses = {record.status.value for record in records}
    return embeds.STATUS_COLOURS.get(statuses.pop(), embeds.NEUTRAL) if len(statuses) == 1 else embeds.NEUTRAL


def _in_record(answer: Answer, records: Sequence[Dataset]) -> str:
    if len(records) != 1:
        return "`/dataset`"
    field = FIELD_NAMES[answer.fields[0]] if len(answer.fields) == 1 else "…"
    return f"`/dataset name:{_in_code(records[0].name)} field:{field}`"


def _for_more(answer: Answer, messages: Messages) -> tuple[str, ...]:
    """Say how to see what is kept for those who want more."""
    if not answer.more:
        return ()
    text = messages.say_many(
        "{number} more statement was found: ask again with {option}.",
        "{number} more statements were found: ask again with {option}.",
        len(answer.more),
        option="`more:True`",
    )
    return (text,)


def _left_out(number: int, place: str, messages: Messages) -> str:
    return messages.say_many(
        "{number} more statement is left out here; see {place}.",
        "{number} more statements are left out here; see {place}.",
        number,
        place=place,
    )


def _footer(version: str, messages: Messages, *more: str) -> str:
    return " · ".join([messages.say("Knowledge {version}", version=version[:_VERSION_CHARACTERS]), *more])


def _in_code(name: str) -> str:
    return markdown.cut(name, 100).replace("`", "")


def _confidence(confidence: float, messages: Messages) -> str:
    if confidence >= _SURE:
        return messages.say("high confidence")
    return messages.say("medium confidence") if confidence >= _FAIRLY_SURE else messages.say("low confidence")
