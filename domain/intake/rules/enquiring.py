"""Whether a message asks what articles cost: a figure, a price or a quote is what it wants, and not the articles."""

import re
from collections.abc import Sequence

from domain.intake.rules.acts import orders
from domain.intake.rules.gathering import Gathered

_WANTING = (
    r"needs?|needed|needing|wants?|wanted|wanting|after|get|have|send|give|gimme|requires?|required|like|chasing|"
    r"looking for|do with|do|work (?:up|out)|put together|provide|let (?:me|us|them) know"
)
_BETWEEN = (
    r"me|us|them|her|him|you|to|know|some|a|an|the|your|our|their|best|rough|ballpark|quick|firm|few|trade|unit|total|"
    r"latest|current|new|today'?s|please|pls|round|guide|indicative|line|of|couple"
)
_PRICE = r"figures?|prices?|pricing|quotes?|quotations?|costs?|costings?|rates?"
#: Words behind a price that make it a remark on an order: "price as quoted", "price list enclosed".
_REMARK = r"(?:as|per|to follow|agreed|quoted|lists?|tags?|labels?|match\w*)\b"
_WANTED = re.compile(
    rf"\b(?:{_WANTING}) (?:(?:{_BETWEEN}) ){{0,4}}(?:{_PRICE})\b(?! ?{_REMARK})|"
    rf"^\W*(?:{_PRICE}) (?:please|pls|needed|wanted|required|for)\b",
    re.I | re.M,
)
#: What is wanted beside the price may be ordered.
_MORE = re.compile(r"\b(?:also|plus|as well|while)\b", re.I)


def wants_price(text: str, gathered: Sequence[Gathered]) -> bool:
    """Whether a price is wanted before any article is named, and no other word orders ("need a figure for ...")."""
    found = _WANTED.search(text)
    starts = [item.start for one in gathered for item in one.items]
    if found is None or found.end() > min(starts, default=len(text)):
        return False
    rest = f"{text[: found.start()]} , {text[found.end() :]}"
    return not (_MORE.search(rest) or any(orders(row) for row in rest.split("\n")))
