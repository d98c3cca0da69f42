"""Owns what one of ours agrees with a customer: another price or a discount for a line, a discount on the whole order.

It is put into the request, so that whatever is said afterwards is priced with it. How much needs an approval, and who
gives it, is found when the order is confirmed; never who agreed it.
"""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.errors import NoSuchLine
from domain.orders.lifecycle import OrderState
from domain.orders.queries import rows
from domain.orders.queries.views import request_of
from domain.orders.rules.agreeing import with_agreed_discount, with_agreed_price
from domain.orders.schemas import AgreedDiscount, AgreedPrice, OrderRequest, OrderView
from domain.orders.service.drafting import revise_draft
from domain.orders.service.holds import revise_held
from domain.shared.actors import SALES_ROLES
from domain.shared.desk import Desk


def agree_price(
    session: Session,
    desk: Desk,
    number: str,
    line_no: int,
    *,
    revision: int | None,
    unit_price: Decimal | None = None,
    discount: Decimal = Decimal(0),
    reason: str = "",
) -> OrderView:
    """Give a line of a draft or held order an agreed price of one base unit (as the order's prices are), a discount
    (a share), or both; neither takes back what was agreed.

    Raises NoSuchLine, StaleRevision, IllegalTransition for an order that is confirmed, NotAllowed without a sales
    role, QuantityOutOfRange for no price.
    """
    desk.actor.require(SALES_ROLES, to="agree prices")
    agreed = AgreedPrice(
        unit_price=unit_price, discount=discount, by=desk.actor.name, by_id=desk.actor.id, reason=reason
    )  # fmt: skip
    request = with_agreed_price(request_of(session, number), line_no, agreed)
    if request is None:
        raise NoSuchLine(number=number, line_no=line_no)
    return _revised(session, desk, number, request, revision)


def agree_discount(
    session: Session,
    desk: Desk,
    number: str,
    *,
    revision: int | None,
    share: Decimal = Decimal(0),
    amount: Decimal = Decimal(0),
    reason: str = "",
) -> OrderView:
    """Take a share or an amount off a whole draft or held order; neither takes back what was agreed.

    Raises StaleRevision, IllegalTransition for an order that is confirmed, NotAllowed without a sales role.
    """
    desk.actor.require(SALES_ROLES, to="agree discounts")
    agreed = AgreedDiscount(share=share, amount=amount, by=desk.actor.name, by_id=desk.actor.id, reason=reason)
    request = with_agreed_discount(request_of(session, number), agreed)
    return _revised(session, desk, number, request, revision)


def _revised(session: Session, desk: Desk, number: str, request: OrderRequest, revision: int | None) -> OrderView:
    order = rows.order_row(session, number)
    revise = revise_held if order.state == OrderState.PENDING_CONFIRMATION else revise_draft
    return revise(session, desk, number, request, revision=revision)
