"""What no file can say about Larkfield & Co: an order that is held for a decision, and returns on their way."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.sample.parties import MIA, WILL
from domain.catalog import queries as catalog
from domain.employees import queries as employees
from domain.employees.schemas import actor_of
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import OrderRequest, RequestedLine
from domain.returns import service as returns
from domain.returns.schemas import ReturnAsk
from domain.shared.desk import Desk

HELD_FOR, HELD_ITEM, HELD_QUANTITY = "L1021", "Teapot 4 Cup Brown", 12
HELD_TEXT = "cotswold pantry would like 12 brown teapots 4 cup, PO CP-0512"
#: Whose goods come back, why, and whether they are here already.
COMING_BACK = (("L1017", "damaged", True), ("L1019", "wrong_item", False))


def stage(session: Session, desk: Desk) -> str:
    """Make the held order and the returns, in the imported sample; returns the number of the held order."""
    number = _held_order(session, desk)
    for customer_id, reason, is_here in COMING_BACK:
        _coming_back(session, desk, customer_id, reason, is_here=is_here)
    return number


def _as_employee(session: Session, desk: Desk, email: str) -> Desk:
    employee = employees.by_email(session, email)
    return desk if employee is None else desk.acting_as(actor_of(employee))


def _held_order(session: Session, desk: Desk) -> str:
    rep = _as_employee(session, desk, MIA)
    sku = next(view.sku for view in catalog.all_products(session) if view.name == HELD_ITEM)
    request = OrderRequest(
        channel="slack",
        customer_id=HELD_FOR,
        lines=(RequestedLine(sku=sku, quantity=Decimal(HELD_QUANTITY), text="12 brown teapots 4 cup"),),
        customer_po="CP-0512",
        source_text=HELD_TEXT,
    )
    draft = orders.draft(session, rep, request, key="sample:held")
    return orders.confirm(session, rep, draft.number, revision=draft.revision).number


def _coming_back(session: Session, desk: Desk, customer_id: str, reason: str, *, is_here: bool) -> None:
    order = next(
        view for view in order_queries.orders_of(session, desk, customer_id, limit=20) if view.delivery == "full"
    )
    asked = ReturnAsk.model_validate({"line_no": 1, "quantity": Decimal(2), "reason": reason})
    authorised = returns.authorise(session, _as_employee(session, desk, MIA), order.number, [asked])
    if is_here:
        returns.receive(session, _as_employee(session, desk, WILL), authorised.number)
