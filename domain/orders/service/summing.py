"""Owns the sums of a stored order: what its lines cost and its header says, worked out anew after a change."""

from collections.abc import Sequence
from decimal import Decimal

from domain.billing import service as billing
from domain.billing.schemas import DocumentTotals
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import PricedLine, Terms, line_amounts, taxable
from domain.shared.desk import Desk
from domain.shared.money import rounded
from domain.shared.policy import TaxReason, TaxTreatment

_ZERO = Decimal(0)


def terms_of(desk: Desk, order: SalesOrder) -> Terms:
    """What an order says about all its amounts."""
    return Terms(
        currency=order.currency,
        tax_included=order.tax_included,
        discount_share=order.discount_share,
        discount_amount=order.discount_amount,
        rounding=desk.policy.tax.rounding,
    )


def sum_up(desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Set the amounts of all lines of an order and its sums from quantities, prices and discounts as they are now.

    What is invoiced keeps its amounts; the discount on the whole order is spread anew over the rest.
    """
    found = line_amounts([_priced(line) for line in lines], terms_of(desk, order))
    for line, amount in zip(lines, found, strict=True):
        line.net, line.gross, line.document_discount = amount.net, amount.gross, amount.document_discount
    views = [line_view(line, order.currency) for line in lines]
    set_sums(order, billing.totals(
        [taxable(view, upto=view.base_quantity) for view in views], order.currency, rounding=desk.policy.tax.rounding
    ))  # fmt: skip


def set_sums(order: SalesOrder, sums: DocumentTotals) -> None:
    """Write sums into the header of an order."""
    order.currency = sums.net.currency
    order.net, order.tax, order.total = sums.net.amount, sums.tax.amount, sums.total.amount
    order.taxes = [tax.model_dump(mode="json") for tax in sums.taxes]


def tax_of(line: OrderLine) -> TaxTreatment:
    """How a stored line is taxed."""
    reason = TaxReason(line.tax_reason) if line.tax_reason else None
    return TaxTreatment(rate=line.tax_rate, place=line.tax_place, reason=reason)


def _priced(line: OrderLine) -> PricedLine:
    return PricedLine(
        quantity=line.ordered,
        unit_price=line.unit_price,
        tax=tax_of(line),
        discount=line.discount,
        invoiced=line.invoiced,
        invoiced_net=line.invoiced_net,
        invoiced_gross=line.invoiced_gross,
        invoiced_discount=rounded(line.document_discount * line.invoiced / line.ordered) if line.invoiced else _ZERO,
    )
