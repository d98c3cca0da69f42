"""Owns proformas of orders: what is to be paid before an order leaves."""

from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import InvoiceRequest, PaperView
from domain.orders.lifecycle import LIVE
from domain.orders.queries import rows
from domain.orders.queries.views import line_view
from domain.orders.rules.amounts import taxable, upto_invoiced
from domain.orders.service.crediting import lock_order
from domain.orders.service.invoicing import line_request, ship_to_on_paper
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition


def issue_proforma(session: Session, desk: Desk, number: str) -> PaperView:
    """A proforma over all that an order asks for and that was not invoiced yet; held orders have one too.

    Asked again at the same revision, the first one is returned. Raises NotAllowed, NotFound, IllegalTransition for a
    draft or a closed order, NotPositive where nothing is left.
    """
    order, _ = lock_order(session, number)
    if order.state not in LIVE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state="proforma")
    lines = rows.line_rows(session, [order.id])
    views = [line_view(line, order.currency) for line in lines]
    asked = [
        line_request(
            order,
            line,
            quantity=view.wanted - view.invoiced - view.never_or_later,
            upto=taxable(view, upto=view.wanted - view.never_or_later),
        )
        for line, view in zip(lines, views, strict=True)
        if view.wanted > view.invoiced + view.never_or_later
    ]
    request = InvoiceRequest(
        bill_to=order.bill_to or "",
        order_number=number,
        ship_to=ship_to_on_paper(order),
        lines=tuple(asked),
        before=upto_invoiced(views),
    )
    return billing.issue_proforma(session, desk, request, revision=order.revision)
