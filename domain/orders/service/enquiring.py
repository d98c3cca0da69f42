"""Owns what was asked beside an order until a person has answered it."""

from sqlalchemy.orm import Session

from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import order as order_query
from domain.orders.schemas import OrderRequest, OrderView
from domain.orders.service.access import CLERKS
from domain.orders.service.recording import audited
from domain.shared.desk import Desk


def keep_enquiries(order: SalesOrder, request: OrderRequest) -> OrderRequest:
    """What a request asks beside the order stays open on it, each question once; gives the request without."""
    if not request.enquiries:
        return request
    order.enquiries = list(dict.fromkeys((*(order.enquiries or ()), *request.enquiries)))
    return request.model_copy(update={"enquiries": ()})


def close_enquiry(session: Session, desk: Desk, number: str, enquiry: str) -> OrderView:
    """Note that a person answered a question beside an order; one that is closed already stays closed.

    `enquiry` is the question in its own words, or how it begins. By sales or credit; raises NotAllowed, NotFound.
    """
    desk.actor.require(CLERKS, to="close what was asked beside an order")
    order = rows.order_row_for_update(session, number)
    asked = order.enquiries or []
    closed = next((each for each in asked if each.startswith(enquiry)), None)
    if closed is not None:
        order.enquiries = [each for each in asked if each != closed]
        audited(session, desk, number, "enquiry_closed", before={"enquiry": closed})
        session.flush()
    return order_query(session, desk, number)
