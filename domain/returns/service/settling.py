"""Owns how a return is settled: what came back is credited as it was invoiced. Locks return, bill-to, order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import CreditNoteRequest, InvoiceLineRequest, LineRest
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity
from domain.returns import queries, rules
from domain.returns.errors import InspectedBySame
from domain.returns.events import ReturnSettled
from domain.returns.lifecycle import ReturnState, moved
from domain.returns.models import ReturnCredit
from domain.returns.schemas import Fault, ReturnView, Settlement
from domain.returns.service.recording import recorded
from domain.returns.service.replacing import order_replacement
from domain.shared.actors import FINANCE_ROLES, WAREHOUSE_ROLES, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition
from domain.shipping import queries as shipping

#: What is written into the trail of a return, by how it was settled.
_DONE = {
    Settlement.CREDIT: "settled",
    Settlement.REPLACE: "replaced",
    Settlement.REPAIR: "repaired",
    Settlement.REFUSE: "credit_refused",
    Settlement.CREDIT_ONLY: "kept",
}


#: What gives the customer something for the goods: never by the word of one person alone.
_GIVING = frozenset({Settlement.CREDIT, Settlement.REPLACE})


def settle(session: Session, desk: Desk, number: str, *, settlement: Settlement = Settlement.CREDIT) -> ReturnView:
    """Credit what came back and stays with us, at the price, tax and sum that are left on the invoices it was on; or
    replace it by an order at no price, or repair or refuse it without a credit, whatever became of the goods.

    What was on no invoice when it came never will be where it is credited, and else is invoiced as if it had not come.
    A restocking fee stays with us at the customer's fault; at ours its share of the freight goes back too.
    Raises NotFound, NotInvoiced, IllegalTransition, NotAllowed (for a credit by policy `returns.credit_roles`),
    InspectedBySame, and what billing refuses.
    """
    if settlement is Settlement.CREDIT:
        desk.actor.require(desk.policy.returns.credit_roles, to="credit a return")
    desk.actor.require(FINANCE_ROLES | WAREHOUSE_ROLES, to="settle a return")
    if settlement is Settlement.CREDIT_ONLY:
        raise IllegalTransition(subject=number, from_state="returned", to_state="kept")
    if settlement in _GIVING:
        _refuse_inspector(session, desk, number)
    return _settled(session, desk, number, settlement=settlement, while_in=ReturnState.INSPECTED)


def _refuse_inspector(session: Session, desk: Desk, number: str) -> None:
    """Raise InspectedBySame for a person who inspected what they want to settle, unless policy lets them."""
    if desk.policy.returns.inspector_may_settle or desk.actor.kind is ActorKind.SYSTEM:
        return
    if desk.actor.id.lower() in {person.lower() for person in queries.inspectors(session, number)}:
        raise InspectedBySame(number=number)


def keep(session: Session, desk: Desk, number: str) -> ReturnView:
    """Credit an authorised return without its goods: the customer keeps them, and nothing of them may come any more.

    Raises NotFound, NotInvoiced, IllegalTransition, NotAllowed, and what billing refuses.
    """
    desk.actor.require(FINANCE_ROLES, to="credit goods that the customer keeps")
    return _settled(session, desk, number, settlement=Settlement.CREDIT_ONLY, while_in=ReturnState.AUTHORISED)


def _settled(
    session: Session, desk: Desk, number: str, *, settlement: Settlement, while_in: ReturnState
) -> ReturnView:  # fmt: skip
    row = queries.return_for_update(session, number)
    after = moved(number, ReturnState(row.state), ReturnState.SETTLED)
    if row.state != while_in:
        raise IllegalTransition(subject=number, from_state=row.state, to_state=after)
    row.state, row.settled_date, row.settlement = after, desk.today, settlement
    session.flush()
    view = queries.rma(session, number)
    if settlement is Settlement.REPLACE:
        row.replacement_order = order_replacement(session, desk, view)
    wanted = _decided(session, desk, view, rules.to_credit(view))
    if wanted and view.bill_to:
        billing.lock_account(session, view.bill_to)
        _credit(session, desk, view, bill_to=view.bill_to, wanted=wanted)
    papers = queries.rma(session, number).credit_notes
    event = ReturnSettled(number=number, order_number=view.order_number, credit_notes=papers)
    return recorded(session, desk, number, action=_DONE[settlement], event=event)


def _decided(session: Session, desk: Desk, view: ReturnView, wanted: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Tell the order what of it waited for this: credited, it is never invoiced; else it is as if it had never come.

    What is left to credit by a paper.
    """
    waited = [LineQuantity(line_key=line.line_key, quantity=line.uninvoiced) for line in view.lines if line.uninvoiced]
    never = rules.uninvoiced(view, wanted)
    if waited:
        credited = [LineQuantity(line_key=key, quantity=quantity) for key, quantity in never.items()]
        orders.settle_returned(session, desk, waited, credited=credited)
    left = {key: quantity - never.get(key, Decimal(0)) for key, quantity in wanted.items()}
    return {key: quantity for key, quantity in left.items() if quantity > 0}


def _credit(session: Session, desk: Desk, view: ReturnView, *, bill_to: str, wanted: Mapping[str, Decimal]) -> None:
    invoiced = billing_queries.invoiced_lines(session, wanted)
    numbers = dict.fromkeys(one.invoice_number for one in invoiced)
    rests = {number: billing_queries.invoice_rests(session, number) for number in numbers}
    by_line = {(number, rest.line_no): rest for number, found in rests.items() for rest in found}
    earlier = queries.credited(session, list(wanted))
    of_ours = {line.line_key for line in view.lines if line.fault is Fault.SELLER}
    parts = rules.credited_lines(_wishes(session, view, wanted), invoiced, by_line, earlier)
    for invoice_number, goods in parts.items():
        lines = [part.line for part in goods]
        freight = _freight_back(lines, of_ours, rests[invoice_number])
        note = billing.issue_credit_note(
            session,
            desk,
            CreditNoteRequest(
                bill_to=bill_to, invoice_number=invoice_number, reason=view.number, lines=(*lines, *freight)
            ),
        )
        rows: dict[str, dict[str, Any]] = {}
        for part in goods:
            row = rows.setdefault(part.line.line_key, {
                "number": view.number, "line_key": part.line.line_key, "invoice_number": invoice_number,
                "credit_note": note.number, "quantity": Decimal(0), "net": Decimal(0), "fee": Decimal(0),
            })  # fmt: skip
            row["quantity"] += part.line.quantity
            row["net"] += part.line.net.amount
            row["fee"] += part.fee
        session.execute(insert(ReturnCredit), list(rows.values()))


def _wishes(session: Session, view: ReturnView, wanted: Mapping[str, Decimal]) -> dict[str, rules.Wish]:
    invoices = {
        shipment.shipment_number: shipment.invoice_number
        for shipment in shipping.shipments_of(session, view.order_number)
    }
    return {
        line.line_key: rules.Wish(wanted[line.line_key], line.restocking_fee, invoices.get(line.shipment_number or ""))
        for line in view.lines
        if line.line_key in wanted
    }


def _freight_back(
    lines: Sequence[InvoiceLineRequest], of_ours: set[str], rests: Sequence[LineRest]
) -> list[InvoiceLineRequest]:
    return rules.freight_back([line for line in lines if line.line_key in of_ours], rests)
