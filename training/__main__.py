"""`python -m training`: learn everything anew, write the weights, say how sure readings do on writers left out."""

import json
from pathlib import Path
from typing import Any

from domain.intake.rules import learned
from training import decisions, items, messages, sureness, told

WEIGHTS = Path(learned.__file__).with_name("weights.json")
FOREST = WEIGHTS.with_name("sureness.json")
LIMITS = (0.0025, 0.005, 0.0075, 0.01, 0.02)


def main() -> None:
    """Header and items first, since everything else looks at what was found."""
    orders = [*messages.reference(), *messages.own(("w",)), *messages.first_turns()]
    header = decisions.learn_header(orders)
    items.use(header)
    learner = items.Learner(orders)
    found = learner.learned()
    read = told.told(orders, learner)
    others = told.read_with(messages.own(("i",)), found)
    intents, questions = decisions.intent_cases([*read, *others]), sureness.question_cases(read)
    forest, chances = sureness.learn_sureness(read, intents, questions)
    _keep(found | header | decisions.learn_intents(intents) | sureness.learn_questions(questions))
    _keep_forest(forest)
    learned.forget()
    possible = sum(one.expect["intent"] == "order" and not one.expect["must_ask"] for one in orders)
    for limit in LIMITS:
        touchless, least = _at(chances, limit * len(orders))
        print(
            f"silent errors up to {100 * limit:.2f} %: {100 * touchless / possible:.1f} % touchless from {least:.3f} on"
        )


def _at(chances: list[tuple[float, bool, bool]], most: float) -> tuple[int, float]:
    """How many orders are right where no more than so many are wrong, and from which confidence on."""
    best, least, wrong, right = 0, 1.0, 0, 0
    for chance, is_right, header in sorted(chances, reverse=True):
        right += is_right and header
        wrong += not is_right
        if wrong <= most:
            best, least = right, chance
    return best, least


def _keep(found: dict[str, object]) -> None:
    WEIGHTS.write_text(json.dumps(found, indent=0, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def _keep_forest(forest: dict[str, Any]) -> None:
    """A tree a line."""
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
    signs = json.dumps(forest["signs"], ensure_ascii=False)
    FOREST.write_text(f'{{"signs": {signs},\n"trees": [\n{trees}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
