"""Owns what customers are charged for freight: computed when goods leave, written once, taken over by the invoice."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.carriers.schemas import Quote
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared.desk import Desk
from domain.shared.money import Money, spread
from domain.shipping import rules
from domain.shipping.models import FreightCharge
from domain.shipping.queries.shipments import charged_before
from domain.shipping.service.packing import unit_weights


def charge_freight(
    session: Session,
    desk: Desk,
    views: Sequence[OrderView],
    parts: Sequence[LineQuantity],
    *,
    quote: Quote,
    shipment_number: str,
) -> None:
    """Write what each order of a shipment is charged for its freight, by the policy in force; orders are locked.

    The price is shared between orders by the weight of their goods, so that the shares are the price.
    """
    weights = unit_weights(session, desk, [line for view in views for line in view.lines])
    charged = charged_before(session, [view.number for view in views])
    kilograms = [_weight(view, parts, weights) for view in views]
    for view, share in zip(views, spread(quote.price.amount, kilograms), strict=True):
        charge = rules.freight_of(
            view,
            Money(share, quote.price.currency),
            desk.policy.freight,
            rate=view.exchange_rate,
            charged_before=view.number in charged,
        )
        if charge is not None:
            session.add(
                FreightCharge(
                    shipment_number=shipment_number, order_number=view.number, net=charge.amount,
                    currency=charge.currency, charged_at=desk.now,
                )
            )  # fmt: skip
            session.flush()


def _weight(view: OrderView, parts: Sequence[LineQuantity], weights: dict[str, Decimal]) -> Decimal:
    mine = [part for part in parts if part.line_key.rpartition("/")[0] == view.number]
    return sum((part.quantity * weights[part.line_key] for part in mine), Decimal(0))
