"""Weighs what is told about a dataset against a question: how likely each statement answers it, and whether the best suffice.

Both are logistic regressions over a few readable features; `weights.json` holds their coefficients, fitted by
`python -m benchmarks.fit` on questions that are not golden. Nothing here knows a question or a dataset.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.answer_kinds import AMOUNTS, AnswerKind, answer_kind
from bot.answering.coverage import covers, uncovered
from bot.core.questions import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.core.chunks import Passage
    from bot.core.questions import Question

WEIGHTS = Path(__file__).with_name("weights.json")
BEST = 5  # statements that are judged together
_OTHERS_WEIGHT = 0.5
SUPERLATIVE = re.compile(
    r"\b(?:(?<!at )most(?! of)|fewest|best|worst|first (?:person|one|user|people)|"
    r"(?:old|young|larg|small|bigg|high|low|long|short|fast|slow|rich|poor|earli|lat|new|cheap|pricei|great|strong|weak|loud|heavi|"
    r"common|busi|rar|clos|saf|strang|wid)est|"
    r"mest|flest|(?:ældst|yngst|størst|mindst|højest|lavest|længst|kortest|hurtigst|dyrest|billigst|populæreste|hyppigste)e?)\b",
    re.IGNORECASE,
)
_SHOWN_SHARE = 0.3  # of the best statement's chance


@dataclass(frozen=True)
class Model:
    """A logistic regression: a bias and one coefficient for each feature by name."""

    bias: float
    coefficients: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """Return the probability (0 to 1) that the model gives to features; those that it doesn't know count nothing."""
        score = self.bias + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True)
class Weights:
    """Two models, and the sufficiency (0 to 1) from which on there is an answer."""

    statement: Model
    sufficiency: Model
    least: float


@dataclass(frozen=True)
class AllWeights:
    """The weights for questions about a named dataset, and those for questions that name none."""

    about: Weights
    searched: Weights


@dataclass(frozen=True)
class Asking:
    """What statements are weighed against, and how rare (0: in every chunk, 1: in none) each word is.

    `terms` must be accounted for, `others` may be: words that anything about the dataset may use, and those of cues.
    """

    question: Question
    terms: tuple[Term, ...]
    others: tuple[Term, ...]
    rarity: Callable[[Term], float]

    @cached_property
    def kind(self) -> AnswerKind | None:
        """The kind of thing that is asked for, where the question says so."""
        return answer_kind(self.question)


@dataclass(frozen=True)
class Weighed:
    """A passage with the probability that it holds the answer."""

    passage: Passage
    chance: float
    features: Mapping[str, float]


@dataclass(frozen=True)
class Weighing:
    """All that is told about a dataset, best first; the features of the question with it, and the chance that it suffices."""

    asking: Asking
    ranked: tuple[Weighed, ...]
    features: Mapping[str, float]
    sufficiency: float

    def best(self, most: int = BEST) -> tuple[Passage, ...]:
        """Return the passages to show, at most so many: the first, and those that are not much less likely."""
        floor = self.ranked[0].chance * _SHOWN_SHARE if self.ranked else 0.0
        return tuple(one.passage for one in self.ranked[:most] if one.chance >= floor)


@cache
def read_weights() -> AllWeights:
    """Return the fitted weights that the package carries."""
    values = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return AllWeights(about=_weights(values["about"]), searched=_weights(values["searched"]))


def _weights(values: Mapping[str, Any]) -> Weights:
    statement, sufficiency = (Model(**values[name]) for name in ("statement", "sufficiency"))
    return Weights(statement, sufficiency, values["least"])


def statement_features(asking: Asking, passage: Passage, words: frozenset[str]) -> dict[str, float]:
    """Return the features of one statement, given the words that its claim or note has in all its languages."""
    question, text = asking.question, passage.chunk.text
    unmet = uncovered(asking.terms, words)
    weight, left = _weight(asking, asking.terms), _weight(asking, unmet)
    weight_of_all = weight + _OTHERS_WEIGHT * _weight(asking, asking.others)
    left_of_all = left + _OTHERS_WEIGHT * _weight(asking, uncovered(asking.others, words))
    kind = asking.kind
    fits = kind is not None and kind.is_in(text, question)
    is_asked = passage.chunk.field in question.fields
    return {
        "similarity": passage.similarity or 0.0,
        "coverage": 1 - left / weight if weight else 1.0,
        "coverage of all": 1 - left_of_all / weight_of_all if weight_of_all else 1.0,
        "unmet": float(len(unmet)),
        "rarest unmet": max((asking.rarity(term) for term in unmet), default=0.0),
        "lacks name": float(any(term.is_name for term in unmet)),
        "lacks head": float(any(term.canonical in question.heads for term in unmet)),
        "plain field": float(is_asked and question.fields_are_plain),
        "weak field": float(is_asked and not question.fields_are_plain),
        "fits": float(kind is not None and fits),
        "lacks amount": float(kind in AMOUNTS and not fits),
        "lacks kind": float(kind is not None and kind not in AMOUNTS and not fits),
        "other year": float(bool(question.years) and not any(str(year) in text for year in question.years)),
        "lacks superlative": float(bool(SUPERLATIVE.search(question.text)) and not SUPERLATIVE.search(text)),
        "terms": float(len(asking.terms)),
    }


def weigh(
    asking: Asking, passages: Iterable[Passage], words_of: Callable[[Passage], frozenset[str]], model: Model
) -> list[Weighed]:
    """Return passages with the chance that each holds the answer, best first; of translations the closest counts."""
    closest: dict[str, Passage] = {}
    for passage in passages:
        known = closest.get(passage.chunk.origin)
        if known is None or (passage.similarity or 0) > (known.similarity or 0):
            closest[passage.chunk.origin] = passage
    weighed = []
    for passage in closest.values():
        features = statement_features(asking, passage, words_of(passage))
        weighed.append(Weighed(passage, model.chance(features), features))
    return sorted(weighed, key=lambda one: -one.chance)


def sufficiency_features(
    asking: Asking,
    best: Sequence[Weighed],
    words_of: Callable[[Passage], frozenset[str]],
    everywhere: frozenset[str],
    *,
    is_in_claims: bool,
    is_field_recorded: bool,
) -> dict[str, float]:
    """Return the features of a question with its best statements.

    `everywhere` are the words of all that could answer it, `is_in_claims` says that claims of the asked fields account for
    the question, `is_field_recorded` that there are any.
    """
    shown = best[:BEST]
    together = frozenset().union(*(words_of(one.passage) for one in shown))
    unmet, nowhere = uncovered(asking.terms, together), uncovered(asking.terms, everywhere)
    top = min(max(shown[0].chance, 0.001), 0.999) if shown else 0.001
    question = asking.question
    head = next((Term(word, word) for word in question.heads[:1] if word not in question.cue_words), None)
    return {
        "best": math.log(top / (1 - top)),
        "best together": math.log(sum(one.chance for one in shown) + 0.01),
        "similarity": max((one.passage.similarity or 0.0 for one in shown), default=0.0),
        "unmet": _weight(asking, unmet),
        "rarest unmet": max((asking.rarity(term) for term in unmet), default=0.0),
        "lacks name": float(any(term.is_name for term in unmet)),
        "lacks head": float(head is not None and not covers(together, head)),
        "best lacks head": shown[0].features["lacks head"] if shown else 0.0,
        "best coverage": shown[0].features["coverage"] if shown else 0.0,
        "nowhere": float(len(nowhere)),
        "rarest nowhere": max((asking.rarity(term) for term in nowhere), default=0.0),
        "head nowhere": float(head is not None and not covers(everywhere, head)),
        "lacks amount": min((one.features["lacks amount"] for one in shown), default=0.0),
        "lacks kind": min((one.features["lacks kind"] for one in shown), default=0.0),
        "lacks superlative": min((one.features["lacks superlative"] for one in shown), default=0.0),
        "asks amount": float(asking.kind in AMOUNTS),
        "asks name": float(asking.kind is AnswerKind.NAME),
        "asks why": float(asking.kind is AnswerKind.REASON),
        "no kind": float(asking.kind is None),
        "in claims": float(is_in_claims),
        "field recorded": float(is_field_recorded),
        "plain": float(question.fields_are_plain),
        "asks a field": float(bool(question.fields)),
        "terms": float(len(asking.terms)),
    }


def _weight(asking: Asking, terms: Iterable[Term]) -> float:
    return sum(asking.rarity(term) for term in terms)
