"""Owns pricing a request without drafting anything: for offers, by the very look that a draft gets."""

from sqlalchemy.orm import Session

from domain.orders.schemas import OrderRequest, PricedRequest, PricedRequestLine
from domain.orders.service.access import may_order_for
from domain.orders.service.checking import check
from domain.orders.service.looking import CheckedLine
from domain.shared.desk import Desk
from domain.shared.money import Money


def price_request(session: Session, desk: Desk, request: OrderRequest) -> PricedRequest:
    """What a request costs today and what is wrong with it; writes nothing. Raises NotAllowed like drafting."""
    may_order_for(desk.actor, request.customer_id)
    checked = check(session, desk, request)
    currency = checked.totals.net.currency
    return PricedRequest(
        customer_id=checked.customer.customer_id if checked.customer else "",
        customer_name=checked.customer.name if checked.customer else "",
        ship_to=checked.ship_to.label if checked.ship_to else None,
        lines=tuple(_line(line, currency) for line in checked.lines),
        net=checked.totals.net,
        tax=checked.totals.tax,
        total=checked.totals.total,
        problems=checked.problems,
        blocking=checked.blocking,
    )


def _line(line: CheckedLine, currency: str) -> PricedRequestLine:
    return PricedRequestLine(
        line_no=line.line_no,
        sku=line.product.sku,
        name=line.product.name,
        quantity=line.asked.quantity,
        unit=(line.asked.unit or line.product.base_unit).strip(),
        base_quantity=line.base_quantity,
        base_unit=line.product.base_unit,
        unit_price=line.item.unit_price,
        discount=line.discount,
        price_source=line.item.source,
        price_kind=line.price_kind,
        net=Money(line.amount.net, currency),
    )
