"""Owns who hears what happens to orders."""

from collections.abc import Sequence

from domain.approvals import queries as approvals
from domain.approvals.events import ApprovalEscalated, ApprovalExpired, ApprovalReminderDue
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.orders import events
from domain.orders.schemas import OrderView
from notifications.routing.occasion import SLACK, Occasion
from presentation import schemas
from presentation.wording.times import day


def confirmed(occasion: Occasion, event: events.OrderConfirmed) -> None:
    """The customer's buyers get the confirmation, the cards show the order, the thread hears of it."""
    order = occasion.order(event.number)
    data = schemas.OrderConfirmed(order=order, terms_days=_terms(occasion, order), contact=_contact(occasion, order))
    buyers = occasion.contacts(order.customer_id, "buyer")
    about = f"{order.number}:{event.revision}"
    mailed = occasion.mail(buyers, "order_confirmed", data, subject=order.subject, about=about)
    occasion.refresh_cards(order)
    occasion.say(order, "order_confirmed", data.model_copy(update={"mailed_to": mailed}))


def held(occasion: Occasion, event: events.OrderHeld) -> None:
    """The approvers get the request, an older one says that it was replaced, the cards show the hold.

    The customer hears nothing yet.
    """
    order = occasion.order(event.number)
    occasion.refresh_approvals(order)
    occasion.refresh_cards(order)


def released(occasion: Occasion, event: events.HoldReleased) -> None:
    """The rep hears who released it; the customer hears by the confirmation."""
    order = occasion.order(event.number)
    occasion.refresh_approvals(order)
    occasion.refresh_cards(order)
    data = schemas.HoldReleased(order=order, released_by=event.released_by, comment=event.comment)
    occasion.say(order, "hold_released", data)


def rejected(occasion: Occasion, event: events.HoldRejected) -> None:
    """The rep hears who said no and why."""
    order = occasion.order(event.number)
    occasion.refresh_approvals(order)
    occasion.refresh_cards(order)
    data = schemas.HoldRejected(order=order, rejected_by=event.rejected_by, comment=event.comment)
    occasion.say(order, "hold_rejected", data)


def asked_again(occasion: Occasion, event: events.ApprovalAskedAgain) -> None:
    """The old card says that the order changed, the new one asks."""
    order = occasion.order(event.number)
    for approval_id in (event.superseded_id, event.approval_id):
        occasion.show_approval(approvals.approval(occasion.session, approval_id), order)
    occasion.refresh_cards(order)


def approval_expired(occasion: Occasion, event: ApprovalExpired) -> None:
    """The card says so, the rep hears that nobody decided."""
    order = occasion.order(_number(event.approval.subject))
    occasion.show_approval(approvals.approval(occasion.session, event.approval.id), order)
    words = (
        f"Nobody decided on {order.number} in time, so it stays held. Please ask the approvers, or change the order."
    )
    occasion.say(order, "hint", schemas.Hint(lines=(words,)))


def reminder_due(occasion: Occasion, event: ApprovalReminderDue) -> None:
    """The approvers who are here are reminded in their channel."""
    _remind(occasion, event.approval.id, event.deciders)


def escalated(occasion: Occasion, event: ApprovalEscalated) -> None:
    """The card says who may decide now, the next level is told in the channel."""
    order = occasion.order(_number(event.approval.subject))
    occasion.show_approval(approvals.approval(occasion.session, event.approval.id), order)
    _remind(occasion, event.approval.id, event.deciders, is_escalated=True)


def _remind(occasion: Occasion, approval_id: int, deciders: Sequence[str], *, is_escalated: bool = False) -> None:
    approval = approvals.approval(occasion.session, approval_id)
    order = occasion.order(_number(approval.subject))
    known = [employees.by_email(occasion.session, email) for email in deciders]
    people = tuple(each.slack_user_id for each in known if each is not None and each.slack_user_id)
    occasion.owe(
        str(approval_id),
        "approval_reminder",
        schemas.ApprovalReminder(approval=approval, order=order, people=people, is_escalated=is_escalated),
        channel=SLACK,
        target=occasion.places.approvals,
        subject=order.subject,
    )


def approval_goes_on(occasion: Occasion, event: events.ApprovalGoesOn) -> None:
    """The card says who approved and that somebody else has to."""
    order = occasion.order(event.number)
    occasion.show_approval(approvals.approval(occasion.session, event.approval_id), order)


def rejected_ends(occasion: Occasion, event: events.RejectedOrderEnds) -> None:
    """The rep is warned that a rejected order will be cancelled, and what would keep it."""
    order = occasion.order(event.number)
    words = (
        f"{event.number} was rejected and nobody changed it since: it is cancelled on {day(event.on)}. "
        "It can go on with a prepayment, as a smaller order, or when it is asked about again."
    )
    occasion.say(order, "hint", schemas.Hint(lines=(words,)))


def covered(occasion: Occasion, event: events.BackorderCovered) -> None:
    """The rep hears that goods came in for a waiting line."""
    order = occasion.order(event.number)
    line = next((each for each in order.lines if each.line_no == event.line_no), None)
    data = schemas.BackorderCovered(
        order=order,
        sku=event.sku,
        name=line.name if line else "",
        base_unit=line.base_unit if line else "",
        quantity=event.quantity,
        still_waiting=event.still_waiting,
    )
    occasion.refresh_cards(order)
    occasion.say(order, "backorder_covered", data)


def promise_moved(occasion: Occasion, event: events.PromiseMoved) -> None:
    """The customer gets the old and the new date with the reason, the rep hears of it."""
    order = occasion.order(event.number)
    data = schemas.PromiseMoved(
        order=order, line_no=event.line_no, old_date=event.old_date, new_date=event.new_date, cause=event.cause
    )
    about = f"{occasion.event_id}:{order.number}:{event.line_no}:{event.new_date}"
    buyers = occasion.contacts(order.customer_id, "buyer")
    occasion.mail(buyers, "promise_moved", data, subject=order.subject, about=about)
    occasion.refresh_cards(order)
    occasion.say(order, "promise_moved", data)


def reallocation_proposed(occasion: Occasion, event: events.ReallocationProposed) -> None:
    """The approvers get the proposal."""
    order = occasion.order(event.number)
    occasion.show_approval(approvals.approval(occasion.session, event.approval_id), order)


def reallocation_decided(occasion: Occasion, event: events.ReallocationDecided) -> None:
    """The card says what was decided, the rep hears who said no and why; moved dates are told by themselves."""
    order = occasion.order(event.number)
    occasion.show_approval(approvals.approval(occasion.session, event.approval_id), order)
    occasion.refresh_cards(order)
    said = "gets stock of other orders" if event.is_approved else "gets no stock of other orders"
    why = f": {event.comment}" if event.comment else ""
    words = f"{order.number} {said}, {event.decided_by} decided{why}"
    occasion.say(order, "hint", schemas.Hint(lines=(words,)))


def amended(occasion: Occasion, event: events.OrderAmended) -> None:
    """The cards show the change; a confirmed order is confirmed anew under its new revision."""
    order = occasion.order(event.number)
    occasion.refresh_cards(order)
    if order.confirmed_at is not None:
        confirmed(occasion, events.OrderConfirmed(number=event.number, revision=event.revision))


def cancelled(occasion: Occasion, event: events.OrderCancelled) -> None:
    """The cards say so, what was asked about it is closed; a customer who had a confirmation is told."""
    order = occasion.order(event.number)
    data = schemas.OrderCancelled(order=order, reason=event.reason)
    if order.confirmed_at is not None:
        buyers = occasion.contacts(order.customer_id, "buyer")
        occasion.mail(buyers, "order_cancelled", data, subject=order.subject, about=order.number)
    occasion.refresh_approvals(order)
    occasion.refresh_cards(order)
    occasion.say(order, "order_cancelled", data)


def closed(occasion: Occasion, event: events.OrderClosed) -> None:
    """The cards show that everything is delivered and paid."""
    occasion.refresh_cards(occasion.order(event.number))


def held_stock_released(occasion: Occasion, event: events.HeldStockReleased) -> None:
    """Whoever ordered hears that the stock of a held order went to others."""
    order = occasion.order(event.number)
    occasion.refresh_cards(order)
    words = f"{event.number} was held so long that its stock was released. A release allocates what is free then."
    occasion.tell(order.author_id, "hint", schemas.Hint(lines=(words,)), subject=order.subject)


def draft_expired(occasion: Occasion, event: events.DraftExpired) -> None:
    """The author hears that a draft is gone."""
    order = occasion.order(event.number)
    occasion.refresh_cards(order)
    occasion.tell(event.author_id, "draft_expired", schemas.DraftExpired(order=order), subject=order.subject)


def _terms(occasion: Occasion, order: OrderView) -> int | None:
    payer = customers.customer(occasion.session, order.bill_to) if order.bill_to else None
    return payer.payment_terms_days if payer else None


def _contact(occasion: Occasion, order: OrderView) -> str | None:
    if not order.account_manager:
        return None
    employee = employees.by_email(occasion.session, order.account_manager)
    return employee.name if employee else None


def _number(subject: str) -> str:
    return subject.removeprefix("order:")
