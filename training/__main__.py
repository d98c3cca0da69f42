"""`python -m training`: learn everything anew, write the weights, say how sure readings do on writers left out."""

import json
from pathlib import Path

from domain.intake.rules import learned
from training import decisions, items, messages

WEIGHTS = Path(learned.__file__).with_name("weights.json")
LIMITS = (0.0025, 0.005, 0.0075, 0.01, 0.02)


def main() -> None:
    """Items first, since everything else looks at what was found."""
    orders = [*messages.reference(), *messages.own(("w",)), *messages.first_turns()]
    learner = items.Learner(orders)
    found = learner.learned()
    _keep(found)
    _keep(decisions.learn_header(orders))
    _keep(decisions.learn_intents([*orders, *messages.own(("i",))]))
    read = decisions.told(orders, learner)
    items.use(found)
    _keep(decisions.learn_questions(read))
    confidence, told = decisions.learn_confidence(read)
    _keep(confidence)
    possible = sum(one.expect["intent"] == "order" and not one.expect["must_ask"] for one in orders)
    for limit in LIMITS:
        touchless, least = _at(told, limit * len(orders))
        print(
            f"silent errors up to {100 * limit:.2f} %: {100 * touchless / possible:.1f} % touchless from {least:.3f} on"
        )


def _at(told: list[tuple[float, bool, bool]], most: float) -> tuple[int, float]:
    """How many orders are right where no more than so many are wrong, and from which confidence on."""
    best, least, wrong, right = 0, 1.0, 0, 0
    for chance, is_right, header in sorted(told, reverse=True):
        right += is_right and header
        wrong += not is_right
        if wrong <= most:
            best, least = right, chance
    return best, least


def _keep(found: dict[str, object]) -> None:
    known = json.loads(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.exists() else {}
    known.update(found)
    WEIGHTS.write_text(json.dumps(known, indent=0, sort_keys=True, ensure_ascii=False), encoding="utf-8")
    for cached in (learned.weights, learned.table, learned.choices):
        cached.cache_clear()


if __name__ == "__main__":
    main()
