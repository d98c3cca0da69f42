"""What stock refuses, with a code and the facts."""

from domain.shared.errors import Refusal


class UnknownReceipt(Refusal):
    """No such line of a supplier order; facts: supplier_order, line_no."""

    code = "UNKNOWN_RECEIPT"


class AlreadyReceived(Refusal):
    """All of this supplier order line has come; facts: supplier_order, line_no, received."""

    code = "ALREADY_RECEIVED"


class OverReceipt(Refusal):
    """More came than was ordered and the policy's share on it; facts: supplier_order, line_no, ordered, received,
    arrived, possible.
    """

    code = "OVER_RECEIPT"


class UnknownWarehouse(Refusal):
    """No such warehouse; facts: warehouse."""

    code = "UNKNOWN_WAREHOUSE"


class BadStockQuantity(Refusal):
    """The quantity is not one that goods can have; facts: quantity, expected."""

    code = "BAD_STOCK_QUANTITY"


class NotAllocated(Refusal):
    """The line has not that much of its own in this warehouse; facts: line_key, warehouse, wanted, allocated."""

    code = "NOT_ALLOCATED"


class BelowCommitted(Refusal):
    """Fewer goods than are allocated, in quarantine or damaged; facts: sku, warehouse, counted, committed."""

    code = "BELOW_COMMITTED"


class UnknownReason(Refusal):
    """Stock is changed by hand only for a reason of the policy; facts: reason, known."""

    code = "UNKNOWN_STOCK_REASON"


class SameState(Refusal):
    """The goods are in that state already, as far as the books say; facts: sku, warehouse, state."""

    code = "SAME_STOCK_STATE"


class UnknownArticle(Refusal):
    """Neither the catalogue nor the shelves know these articles; facts: skus."""

    code = "UNKNOWN_ARTICLE"


class CountedTwice(Refusal):
    """A count sheet names articles more than once; facts: skus."""

    code = "COUNTED_TWICE"


class NotThere(Refusal):
    """The warehouse has not so much that could be taken; facts: sku, warehouse, wanted, available."""

    code = "NOT_THERE"


class SameWarehouse(Refusal):
    """Goods move between two warehouses; facts: warehouse."""

    code = "SAME_WAREHOUSE"
