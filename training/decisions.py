"""Weights for intents, header candidates and how sure a reading is, by logistic regression over signs."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from domain.intake.rules import reading
from domain.intake.rules.accounting import Accountant
from domain.intake.rules.candidates import Candidates
from domain.intake.rules.cleaning import clean, rows_of
from domain.intake.rules.directory import mentions
from domain.intake.rules.intents import intent_signs
from domain.intake.rules.needing import signs
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.words import stem
from domain.intake.schemas import Question
from domain.intake.service import to_wire
from training import items
from training.messages import Labelled
from training.scoring import judge, same
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

    def fit(
        self, strength: float, *, least_writers: int = 2, least_count: int = 1, reference: float = 1.0
    ) -> tuple[LogisticRegression, list[str], np.ndarray]:
        """A model over the signs of several writers, the names of the signs, and the chances out of fold by writer.

        `reference` is how often a message of the reference writers counts, who write as people out there do.
        """
        counts: Counter[str] = Counter(name for found in self.signs for name in found)
        told: dict[str, set[str]] = defaultdict(set)
        for found, writer in zip(self.signs, self.writers, strict=True):
            for name in found:
                told[name].add(writer)
        kept = [
            {n: v for n, v in found.items() if v and len(told[n]) >= least_writers and counts[n] >= least_count}
            for found in self.signs
        ]
        vectorizer = DictVectorizer()
        matrix, answers, writers = vectorizer.fit_transform(kept), np.array(self.answers), np.array(self.writers)
        often = np.array([reference if writer.startswith("dev") else 1.0 for writer in self.writers])
        unseen = np.zeros(len(answers))
        if answers.dtype == bool:
            for writer in sorted(set(self.writers)):
                rest = writers != writer
                model = _model(strength).fit(matrix[rest], answers[rest], often[rest])
                unseen[~rest] = model.predict_proba(matrix[~rest])[:, 1]
        model = _model(strength).fit(matrix, answers, often)
        return model, list(vectorizer.get_feature_names_out()), unseen


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=3000)


def yes_or_no(
    cases: Cases, strength: float, least: float, *, reference: float = 1.0
) -> tuple[dict[str, float], np.ndarray]:
    """The weight of each sign, "" for the bias, and the chances out of fold."""
    model, names, unseen = cases.fit(strength, reference=reference)
    found = {"": round(float(model.intercept_[0]), 3)}
    found |= {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= least}
    return found, unseen


def learn_intents(messages: Sequence[Labelled]) -> dict[str, Any]:
    """For each sign a weight for every intent."""
    cases = Cases()
    for one in messages:
        made = reading.prepare(one.message, CATALOGUE, DIRECTORY, None)
        cases.add(intent_signs(made.gathered, made.evidence, one.message), one.expect["intent"], one.writer)
    model, names, _ = cases.fit(0.3, least_count=3)
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
    return {name: yes_or_no(each, 1.0, 0.03)[0] for name, each in cases.items()}


def _candidates(one: Labelled) -> list[tuple[str, Signs, str]]:
    message = one.message
    text = clean(message.text).text
    rows = rows_of(text, email=message.channel == "email", reply=reading.is_reply(message))
    found = Candidates(message, text, rows, tokenize(text)[:2500])
    out = [("po", w.signs, w.thing.value) for w in found.references(CATALOGUE, ())]
    out += [("date", w.signs, w.thing.day.isoformat()) for w in found.dates()]
    out += [("place", w.signs, w.thing.label) for w in found.places(DIRECTORY, one.expect["customer_id"])]
    if message.customer_id is None:
        named = mentions(DIRECTORY, found.tokens)
        out += [("customer", w.signs, w.thing.customer_id) for w in found.customers(named, CATALOGUE)]
    return out


@dataclass
class Told:
    """An order as it is read by weights that were learned without its writer."""

    one: Labelled
    made: reading.Prepared

    @property
    def accountant(self) -> Accountant:
        """Its accountant."""
        return Accountant(CATALOGUE, self.made.matcher, self.made.clean, self.one.message.text)


def told(messages: Sequence[Labelled], learner: items.Learner) -> list[Told]:
    """Every message read as a new writer's would be, so that nothing looks surer than it will be."""
    out: list[Told] = []
    for writer in sorted({one.writer for one in messages}):
        items.use(learner.learned(without=writer))
        for one in messages:
            if one.writer == writer:
                out.append(Told(one, reading.prepare(one.message, CATALOGUE, DIRECTORY, None)))
    return out


def learn_questions(orders: Sequence[Told]) -> dict[str, Any]:
    """The weight of each sign of a question for its being needed."""
    cases = Cases()
    for each in orders:
        if each.one.expect["intent"] != "order":
            continue
        posed, lines = each.accountant.posed(each.made.gathered)
        missing = _missing(each.one, [line.sku for line in lines])
        for question in posed:
            needed = _is_needed(question.question, each.one, missing)
            cases.add(signs(question, each.made.gathered, CATALOGUE), needed, each.one.writer)
    return {"question": yes_or_no(cases, 0.3, 0.02)[0]}


def _missing(one: Labelled, read: Sequence[str]) -> list[str]:
    """The articles meant that were not read."""
    return [line["sku"] for line in one.expect["lines"] if line["sku"] not in read]


def _is_needed(question: Question, one: Labelled, missing: Sequence[str]) -> bool:
    """Whether a clerk asks about this piece of the text, or it hides an article that was not read."""
    said = set(re.findall(r"\w+", question.text.lower()))
    for need in one.expect["must_ask"]:
        words = set(re.findall(r"\w+", (need.get("text") or "").lower()))
        if words and len(words & said) >= 0.4 * min(len(words), len(said)):
            return True
    stems = {stem(word) for word in said}
    names = [stem(word) for sku in missing if (article := CATALOGUE.article(sku)) for word in article.weights]
    return bool(set(missing) & set(question.candidates)) or any(len(name) > 2 and name in stems for name in names)


def learn_confidence(orders: Sequence[Told]) -> tuple[dict[str, Any], list[tuple[float, bool, bool]]]:
    """The weight of each sign of a reading, and (chance out of fold, right, header right) of every closed reading."""
    cases, headers = Cases(), []
    for each in orders:
        made = each.made
        account = each.accountant.account(made.gathered, ordering=True)
        if reading.decide(made, account)[0] != "order" or not reading.is_closed(made, account):
            continue
        wire = to_wire(reading.order(made, account, ())) | {"ready": True}
        verdict = judge(each.one.row, wire)
        cases.add(reading.signs_of(made, account), not verdict["silent_error"], each.one.writer)
        headers.append(not verdict.get("silent_header_error", False))
    weights, unseen = yes_or_no(cases, 0.03, 0.005, reference=2.0)
    return {"confidence": weights}, list(zip(unseen.tolist(), map(bool, cases.answers), headers, strict=True))
