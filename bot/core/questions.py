"""What was understood of a question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.fields import Field  # noqa: TC001 - dataclass fields are read at run time by tools

MAX_QUESTION_CHARACTERS = 500


@dataclass(frozen=True)
class Term:
    """A content word of the question that neither names a dataset nor cues a field.

    `canonical` is its English lemma with synonyms folded; `is_name` marks words that look like a proper name.
    """

    surface: str
    canonical: str
    is_name: bool = False


@dataclass(frozen=True)
class ConceptsAsked:
    """The concepts (ids of notes) that a question names, and what it says beside their names."""

    concepts: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    cue_words: tuple[str, ...] = ()
    residue: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question taken apart: language, datasets named, fields asked, and the words left over.

    `gloss` is its words in this field's English (for lexical search), `english` the question itself or its words in
    English (for the embedder). `fields_are_plain` says that more than a lone question word ("who") tells which fields are
    asked, `required` are the words of cues that an answer must have too. `heads` are the words right behind "what", "which"
    or "how many": the thing that is asked for.
    """

    text: str
    language: str
    gloss: str
    english: str = ""
    datasets: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    fields_are_plain: bool = False
    cue_words: tuple[str, ...] = ()
    required: tuple[Term, ...] = ()
    heads: tuple[str, ...] = ()
    residue: tuple[Term, ...] = ()
    concepts: ConceptsAsked | None = None
    asks_for_list: bool = False
    asks_for_link: bool = False
    asks_for_identity: bool = False
    years: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that could be asked was found in it."""
        named = self.datasets or self.candidates or self.unknown_names or self.concepts
        return not (named or self.fields or self.residue)


@dataclass(frozen=True)
class Turn:
    """What a conversation remembers of one question for the next."""

    datasets: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
