"""Whether a question is needed, and how sure a reading is: learned from readings by weights that knew no writer.

How sure a reading is says a forest of extremely randomised trees (Geurts, Ernst and Wehenkel 2006) over its signs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier

from domain.intake.rules import needing, reading
from domain.intake.rules.intents import intents_of
from domain.intake.rules.words import stem
from domain.intake.schemas import Question
from domain.intake.service import to_wire
from training import items
from training.decisions import Cases, learn_intents, yes_or_no
from training.messages import Labelled
from training.scoring import judge
from training.told import Told
from training.wholesaler import CATALOGUE

TREES, LEAST_IN_LEAF, SHARE_OF_SIGNS = 100, 4, 0.4
#: How often a message of the reference writers counts, who write as people out there do.
REFERENCE = 2.0


def question_cases(orders: Sequence[Told]) -> Cases:
    """What speaks for each question being needed, and whether it is."""
    cases = Cases()
    for each in orders:
        if each.one.expect["intent"] != "order":
            continue
        posed, lines = each.accountant.posed(each.made.gathered)
        missing = _missing(each.one, [line.sku for line in lines])
        for question in posed:
            needed = _is_needed(question.question, each.one, missing)
            cases.add(needing.signs(question, each.made.gathered, CATALOGUE), needed, each.one.writer)
    return cases


def learn_questions(cases: Cases) -> dict[str, Any]:
    """The weight of each sign of a question for its being needed."""
    return {"question": yes_or_no(cases, 0.3, 0.02)}


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


def learn_sureness(
    orders: Sequence[Told], intents: Cases, questions: Cases
) -> tuple[dict[str, Any], list[tuple[float, bool, bool]]]:
    """The trees over the signs of a reading, and (chance out of fold, right, header right) of every closed reading."""
    cases, headers = Cases(), []
    for each in _by_strangers(orders, intents, questions):
        made = each.made
        account = each.accountant.account(made.gathered, ordering=True)
        if reading.decide(made, account)[0] != "order" or not reading.is_closed(made, account):
            continue
        verdict = judge(each.one.row, to_wire(reading.order(made, account)) | {"ready": True})
        cases.add(reading.signs_of(made, account), not verdict["silent_error"], each.one.writer)
        headers.append(not verdict.get("silent_header_error", False))
    forest, unseen = _forest(cases)
    return forest, list(zip(unseen.tolist(), map(bool, cases.answers), headers, strict=True))


def _by_strangers(orders: Sequence[Told], intents: Cases, questions: Cases) -> Iterator[Told]:
    """Readings whose intents and questions are weighed without their writer too, while they are looked at."""
    for writer in sorted({each.one.writer for each in orders}):
        items.use(learn_intents(intents.without(writer)) | learn_questions(questions.without(writer)))
        for each in orders:
            if each.one.writer == writer:
                made = each.made
                ranked = intents_of(made.gathered, made.evidence, each.one.message)
                yield Told(each.one, replace(made, intents=tuple(ranked)))


def _forest(cases: Cases) -> tuple[dict[str, Any], np.ndarray]:
    """The trees, and the chances of each case by trees that were grown without its writer."""
    matrix, names = cases.table(is_sparse=False)
    answers, writers = np.array(cases.answers), np.array(cases.writers)
    often = np.array([REFERENCE if writer.startswith("dev") else 1.0 for writer in cases.writers])
    unseen = np.zeros(len(answers))
    for writer in sorted(set(cases.writers)):
        rest = writers != writer
        unseen[~rest] = _grown().fit(matrix[rest], answers[rest], often[rest]).predict_proba(matrix[~rest])[:, 1]
    grown = _grown().fit(matrix, answers, often)
    return {"signs": names, "trees": [_as_lists(one.tree_) for one in grown.estimators_]}, unseen


def _grown() -> ExtraTreesClassifier:
    return ExtraTreesClassifier(
        TREES, min_samples_leaf=LEAST_IN_LEAF, max_features=SHARE_OF_SIGNS, random_state=1, n_jobs=1
    )


def _as_lists(tree: Any, node: int = 0) -> Any:
    """A tree as it is kept: the share of right ones of a leaf, or [sign, limit, tree up to it, tree above it]."""
    if tree.children_left[node] < 0:
        wrong, right = tree.value[node][0]
        return round(float(right / (wrong + right)), 3)
    return [
        int(tree.feature[node]),
        round(float(tree.threshold[node]), 4),
        _as_lists(tree, tree.children_left[node]),
        _as_lists(tree, tree.children_right[node]),
    ]
