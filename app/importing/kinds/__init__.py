"""Every kind of file, in the order in which they build on each other."""

from typing import Any

from app.importing.kinds.goods import EXCHANGE_RATES, PRICE_RULES, PRICES, PRODUCTS, UNITS
from app.importing.kinds.kind import Kind
from app.importing.kinds.parties import ADDRESSES, CONTACTS, CUSTOMER_ITEMS, CUSTOMERS, EMPLOYEES
from app.importing.kinds.returning import RETURNS
from app.importing.kinds.trade import INVOICES, ORDERS, PAYMENTS
from app.importing.kinds.warehouses import BINS, RECEIPTS, STOCK, WAREHOUSES
from domain.shared.errors import Refusal

EVERY_KIND: tuple[Kind[Any], ...] = (
    EMPLOYEES, WAREHOUSES, PRODUCTS, UNITS, CUSTOMERS, PRICES, CONTACTS, ADDRESSES, CUSTOMER_ITEMS, STOCK, RECEIPTS,
    ORDERS, RETURNS, INVOICES, PAYMENTS, EXCHANGE_RATES, PRICE_RULES, BINS,
)  # fmt: skip


class UnknownKind(Refusal):
    """There is no such kind of file; facts: kind, known."""

    code = "UNKNOWN_KIND"


def kind_named(name: str) -> Kind[Any]:
    """The kind of that name, with hyphen or underscore; raises UnknownKind."""
    for kind in EVERY_KIND:
        if name.replace("_", "-") == kind.name:
            return kind
    raise UnknownKind(kind=name, known=", ".join(kind.name for kind in EVERY_KIND))
