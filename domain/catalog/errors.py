"""What the catalogue can refuse."""

from domain.shared.errors import Refusal


class UnknownUnit(Refusal):
    """The product is not sold in that unit; facts: sku, unit, known."""

    code = "UNKNOWN_UNIT"
