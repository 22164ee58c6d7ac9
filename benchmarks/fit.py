"""Fits the weights of `bot/answering/weighing.py` on questions that are not golden: `python -m benchmarks.fit FILE ...`.

A statement counts as holding the answer when it has one of the strings that the question's file asks for; a question as
answerable when its file says so and one of the best statements holds the answer. Needs scikit-learn, which sentence-transformers
brings along.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answering.judging import Judge
from bot.answering.weighing import WEIGHTS, AllWeights, Model, Weights
from bot.evaluation.golden import read_golden
from bot.settings import Settings
from bot.wiring import Program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answering.weighing import Weighing
    from bot.core.questions import Question
    from bot.evaluation.golden import GoldenQuestion

_FOLDS = 5
_SEED = 20261123
_ABOUT_SEVERAL = frozenset({"list", "count", "comparison", "superlative"})
_UNKNOWING = Model(0.0, {})
_LEAST = 0.5  # answered where that is more likely right than not
_BIN = 0.1
_BARS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Sample:
    """A question, as it was written and as it was understood."""

    golden: GoldenQuestion
    question: Question
    is_settled: bool  # by looking up alone
    is_moved: bool = False  # asked of another dataset than the one that it was written about

    @property
    def is_answerable(self) -> bool:
        """Whether there is an answer."""
        return self.golden.expect == "answer" and not self.is_moved

    def holds(self, text: str) -> bool:
        """Tell whether a text has something that the question's file asks for."""
        folded = text.casefold()
        wanted = [word for words in self.golden.mentions for word in words]
        return self.is_answerable and any(word.casefold() in folded for word in wanted)


@dataclass(frozen=True)
class CrossValidated:
    """A model of sufficiency fitted on all samples, with what five-fold cross-validation gives each of them.

    Arrays have one place a sample: `chances` (0 to 1), `truth` (the answer would be shown), `answerable`, `moved`.
    """

    model: Model
    chances: np.ndarray
    truth: np.ndarray
    answerable: np.ndarray
    moved: np.ndarray

    def tables(self, name: str) -> Iterator[str]:
        """Yield the lines of two Markdown tables: how reliable the chances are, and what each threshold would do."""
        chances, unanswerable = self.chances, ~self.answerable & ~self.moved
        yield f"## {name}: {len(chances)} questions\n"
        yield f"{self.answerable.sum()} answerable, {unanswerable.sum()} not, {self.moved.sum()} moved: asked of another dataset\n"
        yield "| chance given | questions | mean chance | answer shown |\n| --- | --- | --- | --- |"
        for low in np.arange(0, 1, _BIN):
            inside = (chances >= low) & (chances < low + _BIN)
            if inside.any():
                mean, share = chances[inside].mean(), self.truth[inside].mean()
                yield f"| {low:.1f} to {low + _BIN:.1f} | {inside.sum()} | {mean:.2f} | {share:.2f} |"
        yield "\n| from | answerable answered | with the right statement | unanswerable abstained | moved abstained |"
        yield "| --- | --- | --- | --- | --- |"
        for bar in _BARS:
            above = chances >= bar
            shares = [
                above[self.answerable].mean(),
                (above & self.truth)[self.answerable].mean(),
                (~above)[unanswerable].mean(),
            ]
            others = f"{(~above)[self.moved].mean():.2f}" if self.moved.any() else "-"
            yield f"| {bar:.2f} | " + " | ".join(f"{share:.2f}" for share in shares) + f" | {others} |"
        yield ""


class Fitting:
    """Fits both models on the questions of some files: on those that name one dataset, or on those that name none."""

    def __init__(self, program: Program, files: Iterable[Path], *, searched: bool) -> None:
        self._program = program
        self._searched = searched
        self._texts = {origin: " ".join(texts) for origin, texts in program.knowledge.texts_by_origin.items()}
        judge = self._judge(_UNKNOWING)
        self._samples = list(self._read(judge, files))
        self._samples += list(self._moved(judge))
        self._folds = np.arange(len(self._samples)) % _FOLDS
        weighings = [self._weigh(judge, sample) for sample in self._samples]
        self._names = list(weighings[0].ranked[0].features)
        self._rows = [np.array([list(one.features.values()) for one in weighing.ranked]) for weighing in weighings]
        self._holds = [
            np.array([sample.holds(self._texts[one.passage.chunk.origin]) for one in weighing.ranked])
            for sample, weighing in zip(self._samples, weighings, strict=True)
        ]

    def statement(self, but: int | None = None) -> Model:
        """Return the model of statements, fitted on all samples, or on those outside one fold."""
        chosen = [place for place in range(len(self._samples)) if but is None or self._folds[place] != but]
        rows = np.concatenate([self._rows[place] for place in chosen])
        return _fitted(self._names, rows, np.concatenate([self._holds[place] for place in chosen]))

    def sufficiency(self) -> CrossValidated:
        """Return the model of sufficiency, and the chance and truth of each sample in cross-validation.

        A question counts as answerable when one of the statements that would be shown holds the answer.
        """
        judges = [self._judge(self.statement(but=fold)) for fold in range(_FOLDS)]
        open_ones = [(s, f) for s, f in zip(self._samples, self._folds, strict=True) if not s.is_settled]
        weighings = [self._weigh(judges[fold], sample) for sample, fold in open_ones]
        rows = np.array([list(weighing.features.values()) for weighing in weighings])
        truth = np.array(
            [
                any(sample.holds(self._texts[passage.chunk.origin]) for passage in weighing.best())
                for (sample, _), weighing in zip(open_ones, weighings, strict=True)
            ]
        )
        names = list(weighings[0].features)
        folds = np.array([fold for _, fold in open_ones])
        chances = np.zeros(len(rows))
        for fold in range(_FOLDS):
            model = _fitted(names, rows[folds != fold], truth[folds != fold])
            chances[folds == fold] = [model.chance(dict(zip(names, row, strict=True))) for row in rows[folds == fold]]
        answerable = np.array([sample.is_answerable for sample, _ in open_ones])
        moved = np.array([sample.is_moved for sample, _ in open_ones])
        return CrossValidated(_fitted(names, rows, truth), chances, truth, answerable, moved)

    def _read(self, judge: Judge, files: Iterable[Path]) -> Iterator[Sample]:
        for golden in (golden for file in files for golden in read_golden(file)):
            if golden.turn or golden.expect == "clarify" or golden.kind in _ABOUT_SEVERAL:
                continue
            question = self._program.assistant.understand(golden.question)
            if question.unknown_names or question.concepts or question.candidates or question.is_empty:
                continue
            if self._searched and not question.datasets and not question.asks_for_list:
                yield Sample(golden, question, is_settled=False)
            if not self._searched and len(question.datasets) == 1:
                _, fitting = judge.field_claims.look_up(question, question.datasets[0])
                yield Sample(golden, question, judge.field_claims.settles(question, fitting))

    def _moved(self, judge: Judge) -> Iterator[Sample]:
        """Yield the questions that need weighing once more, each asked of another dataset of its kind, where it has no answer."""
        draw = random.Random(_SEED)  # noqa: S311 - a sample, no secret
        datasets = self._program.corpus.datasets
        for sample in [] if self._searched else list(self._samples):
            if sample.is_settled or not sample.is_answerable or not sample.question.residue:
                continue
            kinds = {*datasets[sample.question.datasets[0]].kinds}
            others = [
                dataset.id
                for dataset in datasets.values()
                if dataset.id not in sample.question.datasets and kinds & {*dataset.kinds}
            ]
            if not others:
                continue
            question = replace(sample.question, datasets=(draw.choice(sorted(others)),))
            _, fitting = judge.field_claims.look_up(question, question.datasets[0])
            if not judge.field_claims.settles(question, fitting):
                yield Sample(sample.golden, question, is_settled=False, is_moved=True)

    def _weigh(self, judge: Judge, sample: Sample) -> Weighing:
        if self._searched:
            return judge.weigh_all(sample.question)
        dataset = sample.question.datasets[0]
        return judge.weigh(sample.question, dataset, *judge.field_claims.look_up(sample.question, dataset))

    def _judge(self, statement: Model) -> Judge:
        weights = Weights(statement, _UNKNOWING, least=0.0)
        both = AllWeights(about=weights, searched=weights)
        return Judge(self._program.knowledge, lambda: self._program.retriever, weights=both)


def _fitted(names: Sequence[str], rows: np.ndarray, truth: np.ndarray) -> Model:
    """Return a logistic regression in the features' own units."""
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(rows, truth)
    scaler, regression = pipeline[0], pipeline[1]
    coefficients = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return Model(bias, dict(zip(names, map(float, coefficients), strict=True)))


def _as_values(model: Model) -> dict[str, Any]:
    return {"bias": round(model.bias, 4), "coefficients": {k: round(v, 4) for k, v in model.coefficients.items()}}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit both models and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="questions (tests/golden/training.jsonl)")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--report", type=Path, help="a Markdown file for the reliability tables")
    options = parser.parse_args(arguments)
    lines = [
        "# Calibration\n",
        f"Made by `python -m benchmarks.fit` from {', '.join(path.name for path in options.files)}, none of them golden. Five-fold "
        "cross-validation: no question is judged by weights that saw it. The questions that are not answerable ask for details "
        "in a dataset's own words that no source gives, which is harder than what people ask. Questions that a look-up settles "
        "are not weighed and not in here.\n",
    ]
    with Program(Settings()) as program:
        program.bring_index_up_to_date()
        values: dict[str, Any] = {"fitted on": [path.name for path in options.files]}
        for name, searched in (("about", False), ("searched", True)):
            fitting = Fitting(program, options.files, searched=searched)
            checked = fitting.sufficiency()
            lines += checked.tables("Questions that name no dataset" if searched else "Questions about a named dataset")
            values[name] = {
                "least": _LEAST,
                "statement": _as_values(fitting.statement()),
                "sufficiency": _as_values(checked.model),
            }
    options.out.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    print("\n".join(lines))
    if options.report:
        options.report.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
