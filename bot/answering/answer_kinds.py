"""The kinds of things that questions ask for (a count, a sum of money, a date, a name ...), and whether a statement has one."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answering.coverage import are_akin
from bot.language.lexicon import lemma

if TYPE_CHECKING:
    from bot.core.questions import Question

_NUMERAL = (
    r"(?:\d[\d.,\u00a0\u202f]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|hundreds?|"
    r"thousands?|millions?|billions?|half|all|none|no|every|to|tre|fire|fem|seks|syv|otte|ni|ti|halvdelen|alle|ingen|flere|several)"
)
_COUNTED = re.compile(
    rf"\b{_NUMERAL}(?:[ -](?:million|billion|trillion|thousand|hundred|millioner|milliarder|tusind))?((?:[ -][^\W\d_]+){{1,4}})",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\b{_NUMERAL}\b", re.IGNORECASE)
_DATED = re.compile(r"\((?:as of|status as of|seen)[^)]*\)|\b(?:19|20)\d\d(?:-\d\d)*\b")
_REMARK = re.compile(r"\((?:as of|status as of)[^)]*\)")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(
    r"[$£€¥]|\b(?:dollars?|euros?|pounds?|kroner|kr|cents?|yuan|usd|eur|dkk|gbp|paid|unpaid|free|fee|pay|wages?|betalt|gratis)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"%|\b(?:per ?cent|procent|half|third|quarter|fifth|tenth|halvdelen|out of|of every|share|most|majority)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|nights?|sekunder|minutter|timer|dage?|uger?|måneder?|år)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÆØÅ][\w’'-]+")
_REASON = re.compile(
    r"\b(?:because|since|as it|so that|in order|reasons?|due to|owing|fear\w*|concern\w*|worr\w*|violat\w*|breach\w*|"
    r"fordi|grund)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|from|on|near|outside|of|i|på|fra|ved) (?:the )?[A-ZÆØÅ]\w+")
_MANY = re.compile(r"\b(?:how many|how much|number of|count of|hvor mange|hvor meget|antal)\b", re.IGNORECASE)


class AnswerKind(Enum):
    """What a question asks for."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    REASON = "reason"

    def is_in(self, text: str, question: Question) -> bool:
        """Tell whether a statement has something of this kind, beside what the question itself says."""
        match self:
            case AnswerKind.COUNT:
                return _counts(text, question.heads)
            case AnswerKind.NAME:
                asked = question.text.casefold()
                return any(name.casefold() not in asked for name in _CAPITALISED.findall(text))
            case AnswerKind.DATE:
                return bool(_YEAR.search(_REMARK.sub("", text)))
            case _:
                return bool(_PATTERNS[self].search(text))


AMOUNTS = frozenset({AnswerKind.COUNT, AnswerKind.MONEY, AnswerKind.SHARE, AnswerKind.DURATION})
_PATTERNS = {
    AnswerKind.MONEY: _MONEY,
    AnswerKind.SHARE: _PERCENT,
    AnswerKind.DURATION: _DURATION,
    AnswerKind.PLACE: _PLACE,
    AnswerKind.REASON: _REASON,
}
_ASKED = (
    (
        AnswerKind.MONEY,
        r"cost|price|pay|paid|earn\w*|fine[ds]?|wages?|money|dollars?|compensat\w*|settle\w*|koste\w*|betalt|tjente",
    ),
    (AnswerKind.SHARE, r"per ?cent\w*|share|proportion|fraction|what part|procent|andel|how big a"),
    (
        AnswerKind.DURATION,
        r"how long|how old|how many (?:hours|days|weeks|months|years|minutes|seconds)|hvor længe|hvor lang tid|hvor gammel",
    ),
)
_OPENERS = (
    (AnswerKind.DATE, r"when|(?:what|which) (?:year|date|day|month)|hvornår|hvilket år"),
    (AnswerKind.REASON, r"why|how come|what for|reasons?|hvorfor"),
    (
        AnswerKind.PLACE,
        r"where|(?:which|what) (?:city|country|countries|town|place|state)|hvor(?! (?:mange|meget|stor|længe|gammel))",
    ),
    (
        AnswerKind.NAME,
        r"who|whose|whom|hvem|hvis|hvilke[nt]?|(?:which|what) (?:company|companies|firms?|university|organi[sz]ation|person|people|"
        r"professor|judge|minister|paper|newspaper|law|website|site|app|software|model|camera|researchers?|groups?|name)",
    ),
)
_OF_MONEY = re.compile(r"\b(?:how much|hvor meget|how many (?:dollars?|euros?|pounds?|kroner|cents?))\b", re.IGNORECASE)
_ASKED_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _ASKED]
_OPENER_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _OPENERS]


@lru_cache(maxsize=256)
def answer_kind(question: Question) -> AnswerKind | None:
    """Return what a question asks for, from its words; None where they leave it open."""
    text = question.text
    if _MANY.search(text):
        counted = [kind for kind, pattern in _ASKED_PATTERNS if pattern.search(text)]
        of_money = bool(_OF_MONEY.search(text))  # "how many people were paid?" counts people
        return next((kind for kind in counted if kind is not AnswerKind.MONEY or of_money), AnswerKind.COUNT)
    kinds = [kind for kind, pattern in (*_ASKED_PATTERNS[1:], *_OPENER_PATTERNS) if pattern.search(text)]
    return kinds[0] if kinds else None


def _counts(text: str, heads: tuple[str, ...]) -> bool:
    """Tell whether a text counts one of the things asked for ("3,670 hours"); any number does where nothing is named."""
    plain = _DATED.sub("", text)
    if not heads:
        return bool(_ANY_NUMBER.search(plain))
    following = [word.casefold() for found in _COUNTED.finditer(plain) for word in _WORD.findall(found.group(1))]
    return any(head == lemma(word, "en") or are_akin(head, word) for head in heads for word in following)
