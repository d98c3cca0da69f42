"""Owns how a return is settled: what came back is credited as it was invoiced. Locks return, bill-to, order."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import CreditNoteRequest
from domain.orders import queries as order_queries
from domain.returns import queries, rules
from domain.returns.events import ReturnSettled
from domain.returns.lifecycle import ReturnState, moved
from domain.returns.models import ReturnCredit
from domain.returns.schemas import ReturnView
from domain.returns.service.recording import recorded
from domain.shared.actors import FINANCE_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk


def settle(session: Session, desk: Desk, number: str) -> ReturnView:
    """Credit what came back and stays with us, at the price, tax and sum of the invoices it was on.

    Raises NotFound, NotInvoiced, IllegalTransition, NotAllowed, and what billing refuses.
    """
    desk.actor.require(FINANCE_ROLES | WAREHOUSE_ROLES, to="settle a return")
    row = queries.return_for_update(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.SETTLED)
    row.settled_date = desk.today
    session.flush()
    view = queries.rma(session, number)
    came_back = rules.to_credit(view)
    order = order_queries.order(session, desk, view.order_number)
    wanted = rules.was_invoiced(came_back, order, queries.credited(session, list(came_back)))
    if wanted and view.bill_to:
        billing.lock_account(session, view.bill_to)
        _credit(session, desk, view, bill_to=view.bill_to, wanted=wanted)
    papers = queries.rma(session, number).credit_notes
    event = ReturnSettled(number=number, order_number=view.order_number, credit_notes=papers)
    return recorded(session, desk, number, action="settled", event=event)


def _credit(session: Session, desk: Desk, view: ReturnView, *, bill_to: str, wanted: Mapping[str, Decimal]) -> None:
    invoiced = billing_queries.invoiced_lines(session, wanted)
    earlier = queries.credited(session, list(wanted))
    for invoice_number, lines in rules.credited_lines(wanted, invoiced, earlier).items():
        note = billing.issue_credit_note(
            session,
            desk,
            CreditNoteRequest(bill_to=bill_to, invoice_number=invoice_number, reason=view.number, lines=tuple(lines)),
        )
        rows = [
            {
                "number": view.number, "line_key": line.line_key, "invoice_number": invoice_number,
                "credit_note": note.number, "quantity": line.quantity, "net": line.net.amount,
            }
            for line in lines
        ]  # fmt: skip
        session.execute(insert(ReturnCredit), rows)
