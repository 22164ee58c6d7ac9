"""Weighing statements against a question: the models, the features they read, and which statements come first."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering.weighing import (
    BEST,
    Asking,
    Model,
    Weighed,
    Weighing,
    Weights,
    read_weights,
    statement_features,
    sufficiency_features,
    weigh,
)
from bot.core.chunks import Chunk, Passage
from bot.core.fields import Field
from bot.core.questions import Question, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

RARITIES = {"rooftop": 0.8, "police": 0.4, "old": 0.2}
ROOFTOP, POLICE, OLD = (Term(word, word) for word in RARITIES)
SIMILARITY = Model(0.0, {"similarity": 1.0})


def asking(question: Question, *terms: Term, others: Sequence[Term] = ()) -> Asking:
    return Asking(question, terms, tuple(others), lambda term: RARITIES.get(term.canonical, 1.0))


def question(text: str, **more: object) -> Question:
    return replace(Question(text=text, language="en", gloss=""), **more)  # type: ignore[arg-type]


def passage(
    text: str,
    similarity: float | None = 0.5,
    origin: str = "a/size/0",
    field: Field | None = None,
    language: str = "en",
) -> Passage:
    return Passage(Chunk(text, language, "claim", origin, ("a",), ("page",), field), 0.0, similarity)


def words_of(one: Passage) -> frozenset[str]:
    return frozenset(one.chunk.text.casefold().strip(".").split())


def features(of: Asking, one: Passage) -> dict[str, float]:
    return statement_features(of, one, words_of(one))


@pytest.mark.parametrize(
    ("bias", "coefficients", "given", "chance"),
    [
        pytest.param(0.0, {}, {}, 0.5, id="knowing nothing"),
        pytest.param(math.log(3), {}, {}, 0.75, id="three to one"),
        pytest.param(0.0, {"a": math.log(4)}, {"a": 1.0}, 0.8, id="four to one"),
        pytest.param(0.0, {"a": math.log(2)}, {"a": 2.0}, 0.8, id="a coefficient is multiplied by its feature"),
        pytest.param(1.0, {"a": 2.0, "b": -3.0}, {"a": 1.0, "b": 1.0}, 0.5, id="what cancels out"),
        pytest.param(0.0, {"a": -math.log(9)}, {"a": 1.0}, 0.1, id="one to nine"),
        pytest.param(0.0, {"a": 5.0}, {"a": 0.0, "b": 9.0}, 0.5, id="a feature that it does not know"),
    ],
)
def test_a_chance_is_the_logistic_function_of_the_weighted_sum(
    bias: float, coefficients: dict[str, float], given: dict[str, float], chance: float
) -> None:
    assert Model(bias, coefficients).chance(given) == pytest.approx(chance)


@pytest.mark.parametrize("score", [31.0, 1e3, 1e300])
def test_a_chance_stays_between_nought_and_one_however_far_the_score(score: float) -> None:
    low, high = Model(-score, {}).chance({}), Model(score, {}).chance({})

    assert 0.0 < low < 1e-12
    assert 1 - 1e-12 < high < 1.0
    assert low + high == pytest.approx(1.0)


def test_a_feature_that_a_model_needs_must_be_given() -> None:
    with pytest.raises(KeyError, match="similarity"):
        SIMILARITY.chance({})


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        pytest.param("a rooftop and police", "coverage", 1.0, id="all words"),
        pytest.param("a rooftop alone", "coverage", 0.8 / 1.2, id="the rarer word weighs more"),
        pytest.param("the police alone", "coverage", 0.4 / 1.2, id="the commoner word weighs less"),
        pytest.param("nothing", "coverage", 0.0, id="no word"),
        pytest.param("a rooftop and police", "coverage of all", 1.2 / 1.3, id="other words count half"),
        pytest.param("an old rooftop", "coverage of all", 0.9 / 1.3, id="an other word is found"),
        pytest.param("the police alone", "unmet", 1.0, id="one is missing"),
        pytest.param("nothing", "unmet", 2.0, id="both are missing"),
        pytest.param("the police alone", "rarest unmet", 0.8, id="the rarest that is missing"),
        pytest.param("a rooftop alone", "rarest unmet", 0.4, id="the only one that is missing"),
        pytest.param("a rooftop and police", "rarest unmet", 0.0, id="none is missing"),
        pytest.param("nothing", "terms", 2.0, id="how many words there are"),
        pytest.param("nothing", "similarity", 0.5, id="similarity"),
    ],
)
def test_the_words_of_a_question_are_weighed_by_their_rarity(text: str, name: str, value: float) -> None:
    of = asking(question("were police on the old rooftop?"), ROOFTOP, POLICE, others=[OLD])

    assert features(of, passage(text))[name] == pytest.approx(value)


@pytest.mark.parametrize("name", ["coverage", "coverage of all"])
def test_a_question_without_words_of_its_own_is_covered(name: str) -> None:
    assert features(asking(question("who?")), passage("anything"))[name] == 1.0


@pytest.mark.parametrize(
    ("asked", "one", "name", "value"),
    [
        pytest.param(
            question("", fields=(Field.SIZE,), fields_are_plain=True), passage("x", field=Field.SIZE), "plain field", 1.0,
            id="a field asked for plainly",
        ),
        pytest.param(
            question("", fields=(Field.SIZE,), fields_are_plain=True), passage("x", field=Field.SIZE), "weak field", 0.0,
            id="plainly is not weakly",
        ),
        pytest.param(
            question("", fields=(Field.SIZE,)), passage("x", field=Field.SIZE), "weak field", 1.0,
            id="a field asked for weakly",
        ),
        pytest.param(
            question("", fields=(Field.SIZE,), fields_are_plain=True), passage("x", field=Field.STATUS), "plain field", 0.0,
            id="another field",
        ),
        pytest.param(
            question("how many hours?", heads=("hour",)), passage("for 3,670 hours"), "fits", 1.0, id="a duration"
        ),
        pytest.param(question("how many horses?", heads=("horse",)), passage("12 cats"), "fits", 0.0, id="another count"),
        pytest.param(
            question("how many horses?", heads=("horse",)), passage("12 cats"), "lacks amount", 1.0, id="no such amount"
        ),
        pytest.param(
            question("how many horses?", heads=("horse",)), passage("12 horses"), "lacks amount", 0.0, id="such an amount"
        ),
        pytest.param(
            question("how many horses?", heads=("horse",)), passage("12 cats"), "lacks kind", 0.0,
            id="what lacks an amount lacks no other kind",
        ),
        pytest.param(question("where was it?"), passage("in a barn"), "lacks kind", 1.0, id="no place"),
        pytest.param(question("where was it?"), passage("in Aarhus"), "lacks kind", 0.0, id="a place"),
        pytest.param(question("where was it?"), passage("in a barn"), "lacks amount", 0.0, id="a place is no amount"),
        pytest.param(question("is it gone?"), passage("x"), "lacks kind", 0.0, id="no kind is asked for"),
        pytest.param(question("", years=(2019,)), passage("in 2018"), "other year", 1.0, id="another year"),
        pytest.param(question("", years=(2019, 2020)), passage("in 2020"), "other year", 0.0, id="one of the years"),
        pytest.param(question(""), passage("in 2020"), "other year", 0.0, id="no year is asked for"),
        pytest.param(question("the oldest?"), passage("very old"), "lacks superlative", 1.0, id="no superlative"),
        pytest.param(question("the oldest?"), passage("the youngest"), "lacks superlative", 0.0, id="a superlative"),
        pytest.param(question("how old?"), passage("very old"), "lacks superlative", 0.0, id="none is asked for"),
        pytest.param(question("at most?"), passage("very old"), "lacks superlative", 0.0, id="at most is none"),
        pytest.param(question(""), passage("x", similarity=None), "similarity", 0.0, id="what was not compared"),
    ],
)  # fmt: skip
def test_a_statement_has_what_is_asked_for(asked: Question, one: Passage, name: str, value: float) -> None:
    assert features(asking(asked), one)[name] == value


def test_a_name_and_a_head_that_a_statement_lacks_are_marked() -> None:
    name = Term("Zorblat", "zorblat", is_name=True)
    of = asking(question("what rooftop did Zorblat use?", heads=("rooftop",)), name, ROOFTOP)

    told = {text: features(of, passage(text)) for text in ("zorblat", "rooftop")}

    assert [told[text]["lacks name"] for text in told] == [0.0, 1.0]
    assert [told[text]["lacks head"] for text in told] == [1.0, 0.0]


def test_statements_come_best_first() -> None:
    passages = [passage(str(rank), rank / 10, origin=f"a/size/{rank}") for rank in (2, 9, 4)]

    ranked = weigh(asking(question("?")), passages, words_of, SIMILARITY)

    assert [one.passage.chunk.text for one in ranked] == ["9", "4", "2"]
    assert ranked[0].chance == pytest.approx(1 / (1 + math.exp(-0.9)))


def test_a_better_fit_goes_before_a_closer_statement() -> None:
    model = Model(0.0, {"similarity": 1.0, "coverage": 1.0})
    passages = [passage("nothing", 0.9, "a/size/0"), passage("the rooftop", 0.3, "a/size/1")]

    ranked = weigh(asking(question("?"), ROOFTOP), passages, words_of, model)

    assert [one.passage.chunk.text for one in ranked] == ["the rooftop", "nothing"]


@pytest.mark.parametrize("backwards", [False, True])
def test_translations_of_a_claim_count_once_by_the_closest(backwards: bool) -> None:
    passages = [
        passage("English", 0.3, "a/size/0"),
        passage("dansk", 0.7, "a/size/0", language="da"),
        passage("not compared", None, "a/size/0", language="sv"),
        passage("another claim", 0.1, "a/size/1"),
    ]

    ranked = weigh(asking(question("?")), passages[::-1] if backwards else passages, words_of, SIMILARITY)

    assert [one.passage.chunk.text for one in ranked] == ["dansk", "another claim"]


def test_nothing_told_is_nothing_weighed() -> None:
    assert weigh(asking(question("?")), [], words_of, SIMILARITY) == []


@pytest.mark.parametrize(
    ("chances", "shown"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([0.01], 1, id="the first, however unlikely"),
        pytest.param([0.9, 0.28, 0.26], 2, id="three tenths of the first, and less"),
        pytest.param([0.5, 0.5, 0.5], 3, id="all as likely"),
        pytest.param([0.9] * (BEST + 2), BEST, id="no more than are judged together"),
    ],
)
def test_what_is_much_less_likely_than_the_first_is_not_shown(chances: list[float], shown: int) -> None:
    ranked = tuple(Weighed(passage(str(place)), chance, {}) for place, chance in enumerate(chances))

    best = Weighing(asking(question("?")), ranked, {}, 1.0).best()

    assert best == tuple(one.passage for one in ranked[:shown])


def sufficiency(of: Asking, texts: Sequence[str], everywhere: str = "", **looked_up: bool) -> dict[str, float]:
    passages = [passage(text, origin=f"a/size/{place}") for place, text in enumerate(texts)]
    ranked = weigh(of, passages, words_of, SIMILARITY)
    known = {"is_in_claims": False, "is_field_recorded": False} | looked_up
    return sufficiency_features(of, ranked, words_of, frozenset(everywhere.split()), **known)


@pytest.mark.parametrize(
    ("name", "texts", "everywhere", "value"),
    [
        pytest.param("unmet", ["the rooftop", "the police"], "", 0.0, id="two statements together have all"),
        pytest.param("unmet", ["the rooftop"], "", 0.4, id="what is missing is weighed by rarity"),
        pytest.param("unmet", [], "", 1.2, id="no statement has nothing"),
        pytest.param("rarest unmet", ["the police"], "", 0.8, id="the rarest that all lack"),
        pytest.param("nowhere", ["the police"], "rooftop police", 0.0, id="both are told somewhere"),
        pytest.param("nowhere", ["the police"], "police", 1.0, id="one is told nowhere"),
        pytest.param("rarest nowhere", ["x"], "rooftop", 0.4, id="how rare what is told nowhere is"),
        pytest.param("lacks head", ["the police"], "rooftop", 1.0, id="the thing asked for is missing"),
        pytest.param("lacks head", ["x", "the rooftop"], "", 0.0, id="the thing asked for in any statement"),
        pytest.param("head nowhere", ["the police"], "rooftop", 0.0, id="the thing asked for is told elsewhere"),
        pytest.param("head nowhere", ["the police"], "police", 1.0, id="the thing asked for is told nowhere"),
        pytest.param("similarity", ["x"], "", 0.5, id="how close the closest is"),
        pytest.param("similarity", [], "", 0.0, id="nothing is close"),
        pytest.param("terms", ["x"], "", 2.0, id="how many words there are"),
    ],
)
def test_the_best_statements_are_judged_together(name: str, texts: list[str], everywhere: str, value: float) -> None:
    of = asking(question("what rooftop had police?", heads=("rooftop",)), ROOFTOP, POLICE)

    assert sufficiency(of, texts, everywhere)[name] == pytest.approx(value)


def test_statements_behind_the_best_are_not_judged() -> None:
    of = asking(question("?"), ROOFTOP)
    passages = [passage("x", 0.9 - place / 10, f"a/size/{place}") for place in range(BEST)]
    passages.append(passage("the rooftop", 0.0, "a/size/9"))

    ranked = weigh(of, passages, words_of, SIMILARITY)
    told = sufficiency_features(
        of, ranked, words_of, frozenset({"rooftop"}), is_in_claims=False, is_field_recorded=False
    )

    assert (len(ranked), told["unmet"], told["nowhere"]) == (BEST + 1, 0.8, 0.0)


def test_the_odds_of_the_best_statement_are_a_feature() -> None:
    """A similarity of one half has a score of one half, and that is the logarithm of its odds."""
    told = sufficiency(asking(question("?")), ["x", "y"])

    assert told["best"] == pytest.approx(0.5)
    assert told["best together"] == pytest.approx(math.log(2 / (1 + math.exp(-0.5)) + 0.01))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("how many horses?", "asks amount", id="amount"),
        pytest.param("who?", "asks name", id="name"),
        pytest.param("why?", "asks why", id="why"),
        pytest.param("is it gone?", "no kind", id="none"),
    ],
)
def test_what_kind_of_thing_is_asked_for_is_a_feature(text: str, marked: str) -> None:
    told = sufficiency(asking(question(text)), ["x"])

    kinds = ("asks amount", "asks name", "asks why", "no kind")
    assert [kind for kind in kinds if told[kind]] == [marked]


def test_one_statement_with_an_amount_is_enough_of_them() -> None:
    of = asking(question("how many horses?", heads=("horse",)))

    assert sufficiency(of, ["x", "12 horses"])["lacks amount"] == 0.0
    assert sufficiency(of, ["x", "12 cats"])["lacks amount"] == 1.0


@pytest.mark.parametrize(("flag", "name"), [("is_in_claims", "in claims"), ("is_field_recorded", "field recorded")])
def test_what_was_looked_up_is_a_feature(flag: str, name: str) -> None:
    assert [sufficiency(asking(question("?")), ["x"], **{flag: said})[name] for said in (False, True)] == [0.0, 1.0]


@pytest.mark.parametrize("group", ["about", "searched"])
def test_every_fitted_coefficient_names_a_feature_that_is_given(group: str) -> None:
    weights: Weights = getattr(read_weights(), group)
    of = asking(question("how many horses?", heads=("horse",)), ROOFTOP)

    assert set(weights.statement.coefficients) == set(features(of, passage("x")))
    assert set(weights.sufficiency.coefficients) == set(sufficiency(of, ["x"]))


@pytest.mark.parametrize("group", ["about", "searched"])
def test_fitted_weights_are_finite_and_the_least_sufficiency_is_a_probability(group: str) -> None:
    weights: Weights = getattr(read_weights(), group)
    models = (weights.statement, weights.sufficiency)

    assert all(math.isfinite(value) for model in models for value in (model.bias, *model.coefficients.values()))
    assert 0.0 < weights.least < 1.0


@pytest.mark.parametrize("group", ["about", "searched"])
def test_a_closer_statement_is_likelier_by_the_fitted_weights(group: str) -> None:
    weights: Weights = getattr(read_weights(), group)
    passages = [passage("the rooftop", similarity, f"a/size/{similarity}") for similarity in (0.1, 0.8)]

    ranked = weigh(asking(question("what about the rooftop?"), ROOFTOP), passages, words_of, weights.statement)

    assert [one.passage.similarity for one in ranked] == [0.8, 0.1]
    assert ranked[0].chance > ranked[1].chance
