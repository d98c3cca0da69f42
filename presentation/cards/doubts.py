"""Owns how a draft asks whether it is a second copy of another order."""

from collections.abc import Iterator

from domain.orders.schemas import DOUBTS, OrderView
from presentation.actions import ActionId, OrderAction, TwinAction
from presentation.cards.blocks import Block, actions, button, section
from presentation.mrkdwn import safe
from presentation.wording.problems import problem_words


def doubts_on_card(order: OrderView) -> Iterator[Block]:
    """Each order that the draft looks like, with what answers it; nothing is decided without a person."""
    for index, problem in enumerate(problem for problem in order.problems if problem.code in DOUBTS):
        yield section(f":eyes: *{safe(problem_words(problem, order.currency), 500).replace('*', '∗')}*")
        shown = OrderAction(number=order.number, revision=order.revision)
        twin = TwinAction(number=order.number, revision=order.revision, other=problem.facts.get("number", ""))
        row = [
            button("Keep both", ActionId.KEEP_BOTH, twin.as_value()),
            button("Discard this one", ActionId.DISCARD, shown.as_value()),
        ]
        yield actions(f"twin_{order.number}_{order.revision}_{index}", row)
