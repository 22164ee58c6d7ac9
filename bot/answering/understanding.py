"""Takes a question apart: language, datasets named, fields asked, and the words that are left to be accounted for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answering.cues import CuesFound, find_cues
from bot.answering.names import GENERIC_TAILS, NameFinder, NameMatch, looks_like_name
from bot.core.fields import Field
from bot.core.questions import ConceptsAsked, Question, Term, Turn
from bot.language.detection import detect_language
from bot.language.lexicon import (
    NO_WORDS,
    REFUSED_IDENTITY,
    REFUSED_LINK,
    GlossedWord,
    KnownWords,
    Lexicon,
    Word,
    is_everyday_word,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.concepts import ConceptFinder

_VERSION = re.compile(r"\bv\d\b", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_RANGE = re.compile(
    r"\b(?:between|from|mellem|fra) (?:19|20)\d\d (?:and|to|until|og|til) (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d ?[-\u2013] ?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+-[a-z]+|[\d.,]+(?:st|nd|rd|th|am|pm|k|m|b|gb|tb|mb|s|yo|x)?", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.!?\n]+\s|\.{2,}|[()]|[\u2013\u2014]|\s-\s|\b(?:and|but|og|men)\b")
_FIRST_PERSON = frozenset("i my me we our us i'm i've we're jeg min mit mine vi vores os mig".split())
_QUESTION_WORDS = frozenset("what who when where why how which".split())
_ASKS_FOR_THING = frozenset({"what", "which", "many", "much"})
_REFERRING = frozenset("it its they them their this that these those one he she same".split())
_COMPARING = frozenset("compare versus vs than difference differ".split())
_WORDS_OF_ELLIPSIS = 3
_LINKING = frozenset("about and what also then same".split())
_TOLD_BY_STATUS = frozenset({Field.STATUS, Field.AVAILABILITY, Field.TIMELINE})
_LIST_OPENERS = frozenset(
    "which what list show name any many all count give are hvilke nævn naevn vis alle hvor nogen findes".split()
)
_SETS = frozenset(
    """datasets sets databases collections corpora entries cases corpuses datasæt datasaet datasættene databaser
    samlinger korpora korpusser""".split()
)
_ASKS_HOW = frozenset(
    "why how who when is do does did can could should must am i we hvorfor hvordan hvem hvornår er kan skal jeg vi".split()
)
_PLURALS = frozenset(
    "datasets databases collections corpora corpuses datasættene databaser samlinger korpora korpusser".split()
)
_COMPOUND_SETS = ("datasæt", "datasaet", "databaser", "korpora", "samlinger")
_POINTING = frozenset({"these", "those", "disse"})
_ANYTHING = frozenset("anything something what which noget hvad hvilke".split())
_ONE_THING = re.compile(r"(?:what is|what's|whats|what (?:did|does|has)|hvad (?:er|siger|sagde|mener|mente)) (?!there)")
_THERE_IS = re.compile(
    r"\b(?:is|are) there (?:an?|any|some)\b.*\b(?:dataset|set|database|corpus)"
    r"|\b(?:er|findes) der (?:et|en|nogen|noget)\b.*\bdatas"
)
_HOW_MANY_HAVE = re.compile(
    r"\bhow many (?:(?:of (?:them|these|those|the \w+)) )?(?:have|has|carry|are|were|got|use|used|come|came|list)\b"
    r"|\bhvor mange (?:af dem )?(?:har|er|blev|bruger)\b"
)


class Understanding:
    """Understands questions with the names of one knowledge version and the lexicon."""

    def __init__(
        self,
        names: NameFinder,
        concepts: ConceptFinder,
        lexicon: Lexicon,
        default_language: str,
        known_words: KnownWords = NO_WORDS,
    ) -> None:
        self._names = names
        self._concepts = concepts
        self._lexicon = lexicon
        self._default_language = default_language
        self._known_words = known_words

    def understand(self, text: str, previous: Turn | None = None, language: str | None = None) -> Question:
        """Take one question apart; `previous` is the turn before it in a conversation, `language` overrides detection."""
        text = clean(text)
        lists = asks_for_list(self._beside_concepts(text, language))
        compares = bool(_COMPARING & {word.text.casefold() for word in words_of(text)})
        matches, rest = self._names.find(text, with_openings=not lists, beside_names=compares)
        spoken = language or detect_language(
            " ".join(word.text for word in rest), self._lexicon, self._default_language
        )
        glossed = self._lexicon.gloss(rest, spoken, self._known_words)
        cues = find_cues(self._lexicon.cues, [word.canonical for word in glossed])
        question = Question(
            text=text,
            language=spoken,
            gloss=_gloss(matches, glossed),
            english=text if spoken == "en" else _gloss(matches, glossed),
            datasets=_unique(match.datasets[0] for match in matches if match.datasets and not match.is_ambiguous),
            candidates=_unique(name for match in matches if match.is_ambiguous for name in match.datasets),
            unknown_names=tuple(self._names.spelt(text, match) for match in matches if not match.datasets),
            fields=cues.fields(name_follows=_name_follows(matches, glossed, cues)),
            fields_are_plain=cues.is_plain,
            cue_words=_cue_words(glossed, cues),
            required=tuple(Term(word, word) for word in sorted(cues.required)),
            heads=_heads(glossed),
            residue=_residue(text, glossed, cues, [match.place for match in matches]),
            concepts=None if lists else self._concepts_asked(text, spoken, matches),
            asks_for_list=lists,
            asks_for_link=REFUSED_LINK in cues.targets,
            asks_for_identity=REFUSED_IDENTITY in cues.targets,
            years=_years(text),
        )
        question = self._with_versions(question, previous)
        return _continued(question, previous, {word.canonical for word in glossed}) if previous else question

    def _with_versions(self, question: Question, previous: Turn | None) -> Question:
        """Name the other versions that a question means by their number alone ("v1 and v2", "and in v1?")."""
        numbers = [term for term in question.residue if _VERSION.fullmatch(term.surface)]
        numbers += [Term(found, found) for found in _VERSION.findall(question.text) if not numbers]
        known = question.datasets or (previous.datasets[:1] if previous else ())
        meant = [self._names.version_of(dataset, number.surface) for number in numbers for dataset in known[:1]]
        found = tuple(dict.fromkeys(dataset for dataset in meant if dataset))
        if not found and previous and not question.datasets and previous.datasets:
            numbers = [term for term in question.residue if self._names.sibling_of(previous.datasets[0], term.surface)]
            siblings = [self._names.sibling_of(previous.datasets[0], term.surface) for term in numbers]
            found = tuple(dict.fromkeys(dataset for dataset in siblings if dataset))
        if not found:
            return question
        rest = tuple(term for term in question.residue if term not in numbers)
        # one number instead of a name means that version alone, beside a name another one
        datasets = found if not question.datasets else tuple(dict.fromkeys((*question.datasets, *found)))
        return replace(question, datasets=datasets, residue=rest)

    def _beside_concepts(self, text: str, language: str | None) -> list[Word]:
        """Return the words of a question but for those that name a concept ("datasheets for datasets")."""
        words = words_of(text)
        glossed = self._lexicon.gloss(words, language or self._default_language, self._known_words)
        found = self._concepts.find(words, glossed)
        return [word for word in words if not any(match.covers(word.start) for match in found)]

    def _concepts_asked(self, text: str, language: str, names: Sequence[NameMatch]) -> ConceptsAsked | None:
        """Return the concepts that a question names; None when it names a dataset too, for then it is about that."""
        words = words_of(text)
        glossed = self._lexicon.gloss(words, language, self._known_words)
        found = self._concepts.find(words, glossed)
        if not found or any(not any(match.covers(name.place) for match in found) for name in names):
            return None
        rest = [word for word in glossed if not any(match.covers(word.start) for match in found)]
        cues = find_cues(self._lexicon.cues, [word.canonical for word in rest])
        return ConceptsAsked(
            concepts=_unique(match.concept for match in found),
            fields=cues.fields(name_follows=False),
            cue_words=_cue_words(rest, cues),
            residue=_residue(text, rest, cues, [start for match in found for start, _ in match.spans]),
        )


def _years(text: str) -> tuple[int, ...]:
    """Return the years that a question names; of a range ("between 2010 and 2017", "2010-2017") every year."""
    named = [int(year) for year in _YEAR.findall(text)]
    if len(named) == 2 and named[0] < named[1] and _YEAR_RANGE.search(text):
        return tuple(range(named[0], named[1] + 1))
    return tuple(named)


def clean(text: str) -> str:
    """Normalise Unicode (NFKC), drop control and direction characters, and fold white space."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFKC", text)
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    return _WHITE_SPACE.sub(" ", "".join(kept)).strip()


def asks_for_list(words: Sequence[Word]) -> bool:
    """Tell whether a question asks for several datasets by what they have in common."""
    folded = [word.text.casefold() for word in words]
    if _ONE_THING.match(" ".join(folded)):
        return False
    of_these = {"of", "which"} <= set(folded) or {"af", "hvilke"} <= set(folded)
    sets = any(word in _SETS and (of_these or before not in _POINTING) for before, word in pairwise(["", *folded]))
    sets = sets or any(word.endswith(_COMPOUND_SETS) for word in folded)
    plainly = folded and folded[0] not in _ASKS_HOW and bool(_PLURALS & set(folded))
    several = sets and (plainly or any(word in _LIST_OPENERS for word in folded))
    in_a_year = any(word in _ANYTHING for word in folded) and any(_YEAR.fullmatch(word) for word in folded)
    joined = " ".join(folded)
    return several or in_a_year or bool(_THERE_IS.search(joined)) or bool(_HOW_MANY_HAVE.search(joined))


def _residue(text: str, glossed: Sequence[GlossedWord], cues: CuesFound, names: Sequence[int]) -> tuple[Term, ...]:
    """Return the content words that no cue explains, from the clauses that ask; from all clauses if those have none."""
    terms = [
        (
            Term(word.surface, word.canonical, _is_name(text, word, among_names=bool(names))),
            _clause_of(text, word.start),
        )
        for place, word in enumerate(glossed)
        if place not in cues.places and not _says_nothing(word)
    ]
    beside = _clauses_beside_the_question(text, glossed, cues, names)
    asked = [term for term, clause in terms if clause not in beside or (term.is_name and not names)]
    if not asked and not names:
        asked = [term for term, _ in terms]
    return tuple({term.canonical: term for term in asked}.values())


def _heads(glossed: Sequence[GlossedWord]) -> tuple[str, ...]:
    """Return the content words, up to two, that follow a word which asks for a thing ("which law firm", "how many songs")."""
    heads: list[str] = []
    for place, word in enumerate(glossed):
        if word.canonical in _ASKS_FOR_THING:
            following = [next_word for next_word in glossed[place + 1 : place + 4] if not next_word.is_filler]
            heads += [next_word.canonical for next_word in following[:2]]
    return tuple(heads)


def _cue_words(glossed: Sequence[GlossedWord], cues: CuesFound) -> tuple[str, ...]:
    """Return the words that cues use; a "why" counts wherever it stands."""
    words = (word.canonical for place, word in enumerate(glossed) if place in cues.places or word.canonical == "why")
    return tuple(dict.fromkeys(words))


def _says_nothing(word: GlossedWord) -> bool:
    if word.is_filler or word.canonical in _QUESTION_WORDS | _REFERRING or _NUMBER.fullmatch(word.canonical):
        return True
    return len(word.canonical) == 1 and not word.surface.isupper()


def _is_name(text: str, word: GlossedWord, *, among_names: bool) -> bool:
    """Tell whether a word looks like a proper name; one in no dictionary may be the name of an unknown dataset."""
    if looks_like_name(word.surface, starts_sentence=_starts_sentence(text, word.start)):
        return True
    if _hangs_on_a_name(text, word):
        return True
    return not among_names and not word.is_known and not is_everyday_word(word.surface)


def _hangs_on_a_name(text: str, word: GlossedWord) -> bool:
    """Tell whether a word is tied to a name before it ("DukeMTMC-gait"), and no everyday tail ("DukeMTMC-datasættet")."""
    return text[: word.start].endswith("-") and word.surface.casefold() not in GENERIC_TAILS


def _clauses_beside_the_question(
    text: str, glossed: Sequence[GlossedWord], cues: CuesFound, names: Sequence[int]
) -> set[int]:
    """Return the clauses that do not ask: with neither question word, deciding cue nor dataset, or about the asker."""
    asking = {_clause_of(text, glossed[place].start) for place in cues.deciding if cues.is_plain}
    asking |= _clauses_with_question_mark(text)
    asking |= {_clause_of(text, word.start) for word in glossed if word.canonical in _QUESTION_WORDS}
    named = {_clause_of(text, place) for place in names}
    about_asker = {_clause_of(text, word.start) for word in glossed if _speaks_of_asker(word)}
    deciding = {
        _clause_of(text, glossed[place].start)
        for place in cues.deciding
        if cues.is_plain and glossed[place].canonical not in _QUESTION_WORDS
    }
    beside = about_asker - deciding - asking
    kept = (asking | named) - beside
    return {_clause_of(text, word.start) for word in glossed} - kept if kept else beside


def _clauses_with_question_mark(text: str) -> set[int]:
    closed = {number for number, match in enumerate(_CLAUSE_END.finditer(text)) if "?" in match.group()}
    return closed | ({_clause_of(text, len(text))} if text.endswith("?") else set())


def _speaks_of_asker(word: GlossedWord) -> bool:
    return word.canonical in _FIRST_PERSON or word.surface.casefold() in _FIRST_PERSON


def _clause_of(text: str, place: int) -> int:
    return sum(match.end() <= place for match in _CLAUSE_END.finditer(text))


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip()
    return not before or before[-1] in ".!?:"


def _gloss(matches: Sequence[NameMatch], glossed: Sequence[GlossedWord]) -> str:
    names = [match.datasets[0].replace("-", " ") for match in matches if match.datasets]
    return " ".join(dict.fromkeys([*names, *(word.canonical for word in glossed)]))


def _name_follows(matches: Sequence[NameMatch], glossed: Sequence[GlossedWord], cues: CuesFound) -> bool:
    """Tell whether the dataset is named behind the words that cue the field ("which sets derive from X?")."""
    return bool(matches and cues.places) and max(glossed[place].start for place in cues.places) < matches[0].place


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _continued(question: Question, previous: Turn, words: set[str]) -> Question:
    """Fill in what a follow-up leaves out: the dataset ("and who made it?"), or the field ("what about MegaFace?")."""
    names_nothing = not (question.datasets or question.candidates or question.unknown_names)
    if names_nothing and previous.datasets and _refers_back(question, words):
        fields = question.fields if question.fields_are_plain or not previous.fields else previous.fields
        is_ellipsis = len(words) <= _WORDS_OF_ELLIPSIS and not words & _REFERRING
        if "why" in words and is_ellipsis and set(fields) & _TOLD_BY_STATUS:
            return replace(question, datasets=previous.datasets, fields=(Field.STATUS,))
        return replace(question, datasets=previous.datasets, fields=fields if is_ellipsis else question.fields)
    if question.datasets and words & _COMPARING and not set(question.datasets) & set(previous.datasets):
        is_alone = len(question.datasets) == 1 and previous.datasets
        both = (*previous.datasets[:1], *question.datasets) if is_alone else question.datasets
        return replace(question, datasets=both, fields=question.fields or previous.fields)
    only_a_name = question.datasets and not question.residue and set(question.fields) <= {Field.SUMMARY}
    links = bool(words & _LINKING) and "tell" not in words  # "tell me about X" begins anew
    if only_a_name and previous.fields and (links or not previous.datasets):
        return replace(question, fields=previous.fields)
    return question


def _refers_back(question: Question, words: set[str]) -> bool:
    """Tell whether a question that names no dataset goes on about the last one: a pronoun, a field alone, or hardly a word."""
    if question.asks_for_list or (question.concepts and not words & _REFERRING):
        return False
    if any(term.is_name for term in question.residue) and not words & _REFERRING:
        return False
    hardly_a_word = not question.residue and len(words) <= _WORDS_OF_ELLIPSIS and bool(words & _QUESTION_WORDS)
    return bool(words & _REFERRING) or question.fields_are_plain or "and" in words or hardly_a_word
