"""Owns how offers are shown: what would let a held order go, as sentences."""

from collections.abc import Iterator, Sequence

from domain.orders.schemas import OfferedLine, Offers
from presentation.cards.blocks import Block, section
from presentation.mrkdwn import safe
from presentation.wording.amounts import listed, money, pieces
from presentation.wording.times import day

MOST_LINES = 6


def offer_blocks(offers: Offers) -> Iterator[Block]:
    """What could be offered to the customer instead of a decision; nothing where there is nothing."""
    rows = [f"•  {safe(sentence, 700)}" for sentence in offer_sentences(offers)]
    if rows:
        yield section("\n".join(["*What would do without a decision*", *rows]))


def offer_sentences(offers: Offers) -> list[str]:
    """Each way as a sentence with its exact amounts."""
    ways = []
    if offers.to_pay:
        ways.append(f"A payment of {money(offers.to_pay)} releases all of it.")
    if offers.is_split:
        ways.append(
            f"Now {_lines(offers.now)} for {money(offers.now_total)}, which fits the {money(offers.room)} left; "
            f"later {_lines(offers.later)} for {money(offers.later_total)}."
        )
    ways += [
        f"{each.instead} {each.name} instead of {each.sku}: {money(each.total)} in all, which fits."
        for each in offers.substitutes
    ]
    if offers.pays_by and offers.expected:
        ways.append(
            f"From {day(offers.pays_by)} on, if {money(offers.expected)} that fall due until then are paid on time."
        )
    return ways


def _lines(lines: Sequence[OfferedLine]) -> str:
    shown = [f"{pieces(line.quantity, line.base_unit)} × {line.sku}" for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    return listed([*shown, *([f"{more} more"] if more > 0 else [])])
