"""What the catalogue can refuse."""

from domain.shared.errors import Refusal


class UnknownUnit(Refusal):
    """The product is not sold in that unit; facts: sku, unit, known."""

    code = "UNKNOWN_UNIT"


class UnitOfOtherKind(Refusal):
    """The unit measures something else than the product is kept in; facts: sku, unit, kind, base_unit, base_kind."""

    code = "UNIT_OF_OTHER_KIND"


class InexactQuantity(Refusal):
    """The quantity comes to no exact number of base units; facts: sku, unit, quantity, multiple, down, up."""

    code = "INEXACT_QUANTITY"
