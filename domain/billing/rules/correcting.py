"""How much a correction of an invoice's line comes to: in goods, or in money alone, and never more than is left."""

from decimal import Decimal

from domain.billing.schemas import InvoiceLineRequest, LineCorrection, LineRest
from domain.shared.money import Money, rounded


def corrected(rest: LineRest, wish: LineCorrection) -> InvoiceLineRequest:
    """What to credit of a line: its tax, price and discount are the invoice's.

    Goods cost their share of what the line was invoiced for, the last ones all that is left; where a price was put
    right before, no more than is left. An amount is in the mode of the price: with tax where the line has a gross.
    More than is left comes out as more, to be refused.
    """
    if wish.amount is not None:
        return _with(rest, Decimal(0), *_of_amount(rest, wish.amount))
    quantity = rest.quantity if wish.quantity is None else wish.quantity
    if quantity == rest.quantity:
        return _with(rest, quantity, rest.net, rest.gross)
    net = _share(rest, quantity, rest.line.net, rest.net)
    gross = _share(rest, quantity, rest.line.gross, rest.gross) if rest.line.gross and rest.gross else None
    return _with(rest, quantity, net, gross)


def _share(rest: LineRest, quantity: Decimal, whole: Money, left: Money) -> Money:
    share = Money(whole.amount * quantity / rest.line.quantity, whole.currency)
    return min(share, left) if quantity < rest.quantity else share


def _of_amount(rest: LineRest, amount: Decimal) -> tuple[Money, Money | None]:
    currency = rest.net.currency
    if rest.gross is None:
        return Money(amount, currency), None
    if amount == rest.gross.amount:
        return rest.net, rest.gross
    return Money(rounded(amount * 100 / (100 + rest.line.rate)), currency), Money(amount, currency)


def _with(rest: LineRest, quantity: Decimal, net: Money, gross: Money | None) -> InvoiceLineRequest:
    return rest.line.model_copy(update={"quantity": quantity, "net": net, "gross": gross})
