"""The pages that are no answers: what the bot is, how to use it, and the sources behind a record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import discord
from babel import Locale

from bot.discord_app import embeds, markdown
from bot.discord_app.embeds import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.knowledge import Knowledge
    from bot.corpus.models import Article, Dataset
    from bot.language.messages import Messages

_PAGE_CHARACTERS = 3900
_MOST_PAGES = 6
_LONGEST_TITLE = 160
_LONGEST_PUBLISHER = 80


@dataclass(frozen=True)
class _Help:
    """A command with one example."""

    what: str
    example: str


_HELP = (
    _Help("Ask a question in your own words.", "/ask question:where is MS Celeb still available?"),
    _Help("See what is recorded about one dataset.", "/dataset name:Tiny Images"),
    _Help("See the articles behind a record.", "/sources dataset:LAION-5B"),
    _Help("See what this bot is and where its knowledge comes from.", "/about"),
    _Help("See this page.", "/help"),
)
_CAN_BE_ASKED = (
    "where a dataset can be had, and whether it was withdrawn",
    "whether the people in it were asked, and under which licence it stands",
    "who made it, when, how it was collected and who used it",
    "what was criticised, and which alternatives there are",
    "lists, such as: which datasets were withdrawn in 2020?",
)


def render_about(knowledge: Knowledge, messages: Messages) -> Page:
    """Return what the bot is, what it knows and what it keeps."""
    say = messages.say
    records, sources = len(knowledge.corpus.datasets), len(knowledge.corpus.articles)
    embed = discord.Embed(
        title=say("About this bot"),
        description=say(
            "I answer questions about the ethics of machine-learning datasets from a curated knowledge base. "
            "Every statement names the sources that say so, and dates stand beside what can change."
        ),
        colour=embeds.NEUTRAL,
    )
    holds = say(
        "Version {version}: {records} dataset records and {sources} sources.",
        version=f"`{markdown.cut(knowledge.version, 16)}`",
        records=messages.number(records),
        sources=messages.number(sources),
    )
    embed.add_field(
        name=say("Knowledge"), value=f"{holds} {say('It may be used under CC BY 4.0, with attribution.')}", inline=False
    )
    embed.add_field(
        name=say("When I do not know"),
        value=say(
            "When the sources do not answer a question, I say so and do not guess. "
            "No language model writes the answers: they are put together from the records."
        ),
        inline=False,
    )
    embed.add_field(
        name=say("What I do not do"),
        value=say(
            "I hand out no download links to data about people who were not asked, "
            "and I help nobody to identify a person."
        ),
        inline=False,
    )
    embed.add_field(
        name=say("Privacy"),
        value=say(
            "Questions are not stored. I do not read the messages in this server; I see only the commands given to me."
        ),
        inline=False,
    )
    return Page((embed,))


def render_help(messages: Messages) -> Page:
    """Return every command with an example, and what can be asked."""
    embed = discord.Embed(title=messages.say("How to ask"), colour=embeds.NEUTRAL)
    embed.description = "\n".join(
        [messages.say("You can ask:"), *(f"- {messages.say(line)}" for line in _CAN_BE_ASKED)]
    )
    for entry in _HELP:
        embed.add_field(
            name=entry.example.split(" ", 1)[0], value=f"{messages.say(entry.what)}\n`{entry.example}`", inline=False
        )
    embed.set_footer(text=messages.say("Ask in English or Danish. With private:True only you see the answer."))
    return Page((embed,))


def render_source_counts(knowledge: Knowledge, messages: Messages) -> Page:
    """Return how many sources there are, by type and by language."""
    articles = knowledge.corpus.articles.values()
    embed = discord.Embed(
        title=messages.say_many("{number} source", "{number} sources", len(articles)),
        description=messages.say(
            "They stand behind {records} dataset records. For the articles behind one of them: {command}",
            records=messages.number(len(knowledge.corpus.datasets)),
            command="`/sources dataset:…`",
        ),
        colour=embeds.NEUTRAL,
    )
    kinds = Counter(messages.word("article type", article.type) for article in articles)
    languages = Counter(_language_name(article.language, messages) for article in articles)
    embed.add_field(name=messages.say("By type"), value=_counted(kinds, messages))
    embed.add_field(name=messages.say("By language"), value=_counted(languages, messages))
    return Page((embed.set_footer(text=messages.say("Knowledge {version}", version=knowledge.version[:8])),))


def articles_behind(knowledge: Knowledge, dataset_id: str) -> tuple[Article, ...]:
    """Return the articles that a record's claims cite, and those that are about it."""
    articles = knowledge.corpus.articles
    cited = {
        source
        for located in knowledge.claims.values()
        if located.dataset.id == dataset_id
        for source in located.claim.sources
    }
    about = {article.id for article in knowledge.corpus.articles_about(dataset_id)}
    return tuple(articles[one] for one in sorted(cited | about) if one in articles)


def render_sources(record: Dataset, articles: Sequence[Article], messages: Messages, version: str) -> tuple[Page, ...]:
    """Return the articles behind a record by type and language, on as many pages as they need (at most six)."""
    lines = list(_grouped(articles, messages))
    texts = embeds.pack(lines, _PAGE_CHARACTERS)
    if len(texts) > _MOST_PAGES:
        left_out = sum(line.startswith("- ") for text in texts[_MOST_PAGES:] for line in text.split("\n"))
        more = messages.say_many("… and {number} more source", "… and {number} more sources", left_out)
        texts = [*texts[: _MOST_PAGES - 1], f"{texts[_MOST_PAGES - 1]}\n{more}"]
    total = messages.say_many("{number} source", "{number} sources", len(articles))
    heading = markdown.shortened(f"{record.name}: {total}", 200)
    footer = messages.say("Knowledge {version}", version=version[:8])
    return tuple(
        Page((_source_page(f"{heading} ({number}/{len(texts)})" if len(texts) > 1 else heading, text, footer),))
        for number, text in enumerate(texts or [messages.say("No article is recorded.")], start=1)
    )


def _source_page(title: str, text: str, footer: str) -> discord.Embed:
    return discord.Embed(title=title, description=text, colour=embeds.NEUTRAL).set_footer(text=footer)


def _grouped(articles: Iterable[Article], messages: Messages) -> Iterable[str]:
    """Yield a heading for each type and language, and its articles, the newest first."""

    def group_of(article: Article) -> tuple[str, str]:
        return messages.word("article type", article.type), _language_name(article.language, messages)

    newest_first = sorted(articles, key=lambda article: article.published or "", reverse=True)
    for (kind, language), group in groupby(sorted(newest_first, key=group_of), key=group_of):
        found = list(group)
        yield f"**{markdown.plain(_capitalised(kind))}, {markdown.plain(language)}** ({len(found)})"
        yield from (f"- {_article(article, messages)}" for article in found)


def _article(article: Article, messages: Messages) -> str:
    date = messages.date(article.published) if article.published else messages.say("undated")
    title = markdown.link(markdown.shortened(article.title, _LONGEST_TITLE), article.url)
    withheld = "" if article.url else f" ({messages.say('address withheld')})"
    return f"{markdown.shortened(article.publisher, _LONGEST_PUBLISHER)}, {date}: {title}{withheld}"


def _counted(counts: Counter[str], messages: Messages) -> str:
    lines = [f"{markdown.plain(_capitalised(name))}: {messages.number(count)}" for name, count in counts.most_common()]
    return embeds.pack(lines, embeds.FIELD_VALUE)[0] if lines else messages.say("none")


def _language_name(code: str, messages: Messages) -> str:
    return str(Locale.parse(messages.language).languages.get(code, code))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
