"""Weights for intents and header candidates, by logistic regression over signs."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from domain.intake.rules import preparing
from domain.intake.rules.candidates import Candidates
from domain.intake.rules.cleaning import clean, rows_of
from domain.intake.rules.directory import mentions
from domain.intake.rules.intents import intent_signs
from domain.intake.rules.tokens import tokenize
from training.messages import Labelled
from training.scoring import same
from training.told import Told
from training.wholesaler import CATALOGUE, DIRECTORY

Signs = dict[str, float]
FIELDS = {"po": "customer_po", "date": "requested_date", "place": "ship_to", "customer": "customer_id"}


class Cases:
    """Signs with the answer and the writer they come from."""

    def __init__(self) -> None:
        self.signs: list[Signs] = []
        self.answers: list[Any] = []
        self.writers: list[str] = []

    def add(self, signs: Signs, answer: Any, writer: str) -> None:
        """One case more."""
        self.signs.append(signs)
        self.answers.append(answer)
        self.writers.append(writer)

    def table(self, *, least_writers: int = 2, least_count: int = 1, is_sparse: bool = True) -> tuple[Any, list[str]]:
        """The signs of several writers as a table, a case a row, and the names of its columns."""
        counts: Counter[str] = Counter(name for found in self.signs for name in found)
        told: dict[str, set[str]] = defaultdict(set)
        for found, writer in zip(self.signs, self.writers, strict=True):
            for name in found:
                told[name].add(writer)
        kept = [
            {n: v for n, v in found.items() if v and len(told[n]) >= least_writers and counts[n] >= least_count}
            for found in self.signs
        ]
        vectorizer = DictVectorizer(sparse=is_sparse)
        return vectorizer.fit_transform(kept), list(vectorizer.get_feature_names_out())

    def without(self, writer: str | None) -> "Cases":
        """The cases of all writers but one."""
        out = Cases()
        for each in zip(self.signs, self.answers, self.writers, strict=True):
            if each[2] != writer:
                out.add(*each)
        return out

    def fit(
        self, strength: float, *, least_count: int = 1, exactness: float = 1e-3
    ) -> tuple[LogisticRegression, list[str]]:
        """A model over the signs, and their names; `exactness` is the gradient at which the search ends."""
        matrix, names = self.table(least_count=least_count)
        model = LogisticRegression(C=strength, max_iter=3000, tol=exactness)
        return model.fit(matrix, np.array(self.answers)), names


def yes_or_no(cases: Cases, strength: float, least: float, *, exactness: float = 1e-3) -> dict[str, float]:
    """The weight of each sign, "" for the bias."""
    model, names = cases.fit(strength, exactness=exactness)
    found = {"": round(float(model.intercept_[0]), 3)}
    return found | {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= least}


def intent_cases(orders: Sequence[Told]) -> Cases:
    """What speaks for the intents in each message, and which it has."""
    cases = Cases()
    for each in orders:
        made, meant = each.made, each.one.expect["intent"]
        signs = intent_signs(made.gathered, made.evidence, each.one.message)
        cases.add(signs, meant, each.one.writer)
    return cases


def learn_intents(cases: Cases) -> dict[str, Any]:
    """For each sign a weight for every intent."""
    model, names = cases.fit(1.0, least_count=3)
    weights = {"": [round(float(x), 3) for x in model.intercept_]}
    for index, name in enumerate(names):
        row = [round(float(x), 2) for x in model.coef_[:, index]]
        if max(map(abs, row)) >= 0.03:
            weights[name] = row
    return {"intent": {"names": list(map(str, model.classes_)), "weights": weights}}


def learn_header(messages: Sequence[Labelled]) -> dict[str, Any]:
    """For PO numbers, dates, places and customers the weight of each sign around a candidate."""
    cases = {name: Cases() for name in FIELDS}
    for one in messages:
        if one.expect["intent"] == "order":
            for name, signs, value in _candidates(one):
                meant = one.expect[FIELDS[name]]
                cases[name].add(signs, bool(meant) and same(FIELDS[name], value, meant), one.writer)
    return {name: yes_or_no(each, 1.0, 0.03, exactness=1e-4) for name, each in cases.items()}


def _candidates(one: Labelled) -> list[tuple[str, Signs, str]]:
    message = one.message
    text = clean(message.text).text
    rows = rows_of(text, email=message.channel == "email", reply=preparing.is_reply(message))
    found = Candidates(message, text, rows, tokenize(text)[:2500])
    out = [("po", w.signs, w.thing.value) for w in found.references(CATALOGUE, ())]
    out += [("date", w.signs, w.thing.day.isoformat()) for w in found.dates()]
    out += [("place", w.signs, w.thing.label) for w in found.places(DIRECTORY, one.expect["customer_id"])]
    if message.customer_id is None:
        named = mentions(DIRECTORY, found.tokens)
        out += [("customer", w.signs, w.thing.customer_id) for w in found.customers(named, CATALOGUE)]
    return out
