"""What the stories of reading share: an order, and what is looked at."""

from domain.intake.schemas import DraftState, Reading
from domain.intake.service import draft_after

ORDER = (
    "thistle want 5 doz jumbo bag red retrospot and 60 regency cakestand 3 tier by friday, "
    "PO TT-4411, norwich warehouse"
)


def lines(reading: Reading) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, int(line.base_quantity)) for line in reading.lines]


def draft_of(reading: Reading) -> DraftState:
    """The draft that a reading leaves behind."""
    return draft_after(reading)


def asked(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    """What is asked, and which articles may be the answer."""
    return [(question.about, question.candidates) for question in reading.questions]
