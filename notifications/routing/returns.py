"""Owns who hears of returns: the customer at each step, and the rep."""

from datetime import timedelta
from typing import Any

from domain.billing import queries as billing
from domain.orders.schemas import OrderView
from domain.returns import queries as returned
from domain.returns.events import ReturnAuthorised, ReturnEnded, ReturnReceived, ReturnRequested, ReturnSettled
from domain.returns.schemas import ReturnLineView, ReturnView
from domain.shared.money import Money
from notifications.routing.occasion import Occasion
from presentation import schemas
from presentation.schemas.base import Message
from presentation.wording.amounts import listed, number
from presentation.wording.states import disposition


def authorised(occasion: Occasion, event: ReturnAuthorised) -> None:
    """Where the goods go, and until when."""
    view, order = _found(occasion, event.number)
    since = view.authorised_date or occasion.desk.today
    deadline = view.authorised_until or since + timedelta(days=occasion.desk.policy.returns.authorised_days)
    data = schemas.ReturnAuthorised(**_facts(view, order), deadline=deadline, return_to=occasion.desk.company.address)
    _tell(occasion, "return_authorised", data, view=view, order=order)


def requested(occasion: Occasion, event: ReturnRequested) -> None:
    """The rep hears that somebody waits for an answer."""
    view, order = _found(occasion, event.number)
    occasion.say(order, "return_requested", schemas.ReturnRequested(**_facts(view, order)), about=view.number)


def ended(occasion: Occasion, event: ReturnEnded) -> None:
    """Goods may not come back, and why."""
    view, order = _found(occasion, event.number)
    reason = (view.ended_reason or "").rstrip(".") or None
    data = schemas.ReturnEnded(**_facts(view, order), reason=reason, deadline=view.authorised_until)
    _tell(occasion, "return_ended", data, view=view, order=order)


def received(occasion: Occasion, event: ReturnReceived) -> None:
    """The goods are here and will be looked at."""
    view, order = _found(occasion, event.number)
    _tell(occasion, "return_received", schemas.ReturnReceived(**_facts(view, order)), view=view, order=order)


def settled(occasion: Occasion, event: ReturnSettled) -> None:
    """What was found, and what is credited for it."""
    view, order = _found(occasion, event.number)
    notes = [billing.credit_note(occasion.session, number) for number in event.credit_notes]
    credited = Money.total((note.total for note in notes), notes[0].total.currency) if notes else None
    named, papers = listed(event.credit_notes) or None, event.credit_notes
    data = schemas.ReturnSettled(**_facts(view, order), credit_note=named, credited=credited, papers=papers)
    occasion.refresh_cards(order)
    _tell(occasion, "return_settled", data, view=view, order=order)


def _found(occasion: Occasion, rma_number: str) -> tuple[ReturnView, OrderView]:
    view = returned.rma(occasion.session, rma_number)
    return view, occasion.order(view.order_number)


def _facts(view: ReturnView, order: OrderView) -> dict[str, Any]:
    units = {line.line_no: line.base_unit for line in order.lines}
    return {
        "rma_number": view.number,
        "order_number": view.order_number,
        "customer_name": view.customer_name,
        "customer_po": order.customer_po,
        "lines": tuple(_line(line, units.get(line.line_no, "each")) for line in view.lines),
    }


def _line(line: ReturnLineView, base_unit: str) -> schemas.ReturnedLine:
    found = [f"{number(part.quantity)} {disposition(part.disposition)}" for part in line.dispositions]
    return schemas.ReturnedLine(
        sku=line.sku,
        name=line.name,
        base_unit=base_unit,
        quantity=line.received or line.quantity,
        reason=line.reason,
        outcome=listed(found) or None,
    )


def _tell(occasion: Occasion, message: str, data: Message, *, view: ReturnView, order: OrderView) -> None:
    buyers = occasion.contacts(view.customer_id, "buyer")
    about = f"{view.number}:{occasion.event_id}"
    occasion.mail(buyers, message, data, subject=order.subject, about=about)
    occasion.say(order, message, data, about=view.number)
