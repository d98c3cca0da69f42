"""Owns decisions in conversation: Approve is one click, or a modal for its terms; Reject asks for its reason in one."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot import senders
from bot.services import Services, Turn
from bot.values import Click
from domain.approvals import queries as approvals
from domain.approvals.schemas import ApprovalView, Terms
from domain.conversations import service as conversations
from domain.conversations.schemas import InboxKind, Incoming
from domain.employees import queries as employees
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import OrderView
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound, Refusal
from domain.shared.money import Money, typed_amount
from gateways.slack import SlackGateway
from presentation.actions import CAP, COMMENT, VALID_UNTIL, ActionId, ApprovalAction, CallbackId, ModalOrigin
from presentation.cards.modals import approve_modal, reject_modal
from presentation.wording.refusals import refusal_words


def approve_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Approve, on exactly the snapshot that the card showed; the events of it change every card and tell the rep."""
    shown = ApprovalAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = _decide(session, turn, shown, approve=True, comment=None)
        turn.finish(session, f"approved {view.number}")


def rejected(turn: Turn, payload: dict[str, Any], services: Services) -> None:
    """Reject with the reason that the modal asked for; the events of it change every card and tell the rep."""
    shown, reason = _submitted(payload)
    with services.transactions.begin() as session:
        view = _decide(session, turn, shown, approve=False, comment=reason)
        turn.finish(session, f"rejected {view.number}")


def approved_with_terms(turn: Turn, payload: dict[str, Any], services: Services) -> None:
    """Approve with the comment and the terms that the modal asked for."""
    shown, reason = _submitted(payload)
    with services.transactions.begin() as session:
        approval = approvals.approval(session, shown.approval_id)
        terms = _terms(payload, approval.amount.currency, turn)
        view = _decide(session, turn, shown, approve=True, comment=reason or None, terms=terms)
        turn.finish(session, f"approved {view.number}")


def register(app: App, services: Services) -> None:
    """What Slack wants on the spot: the modal that asks for a reason, and the check of what was written."""

    @app.action(ActionId.REJECT)
    def ask_for_reason(body: dict[str, Any], ack: Ack) -> None:
        ack()
        click = Click.of_payload(body)
        if services.slack:
            _open(services, services.slack, click, _reject_modal)

    @app.action(ActionId.APPROVE_TERMS)
    def ask_for_terms(body: dict[str, Any], ack: Ack) -> None:
        ack()
        if services.slack:
            _open(services, services.slack, Click.of_payload(body), _approve_modal)

    @app.view(CallbackId.APPROVE)
    def keep_terms(body: dict[str, Any], ack: Ack) -> None:
        cap = _value(body, CAP)
        if cap and not typed_amount(cap):
            ack(response_action="errors", errors={CAP: "Please give an amount like 13,140 or 13140.50."})
            return
        with services.transactions.begin() as session:
            conversations.receive(session, _submission(body))
        ack()

    @app.view(CallbackId.REJECT)
    def keep_reason(body: dict[str, Any], ack: Ack) -> None:
        _, reason = _submitted(body)
        if not reason:
            ack(response_action="errors", errors={COMMENT: "Please say why, the rep is told this reason."})
            return
        with services.transactions.begin() as session:
            conversations.receive(session, _submission(body))
        ack()


def _open(
    services: Services,
    slack: SlackGateway,
    click: Click,
    window: Callable[[OrderView, ModalOrigin, ApprovalView], dict[str, Any]],
) -> None:
    """Open the modal for somebody who may decide; tell everybody else why not."""
    shown = ApprovalAction.parsed(click.value)
    actor = senders.of_slack(services, click.user)
    try:
        with services.transactions.read() as session:
            approval = approvals.approval(session, shown.approval_id)
            _require_decider(session, services.desk(actor, None), approval)
            number = approval.subject.removeprefix("order:")
            order = order_queries.order(session, services.desk(actor, None), number)
    except Refusal as refusal:
        slack.post_ephemeral(click.channel, click.user, text=refusal_words(refusal), thread_ts=_thread(click))
        return
    origin = ModalOrigin(approval=shown, channel=click.channel, thread_ts=click.thread_ts)
    slack.open_view(click.trigger_id, window(order, origin, approval))


def _reject_modal(order: OrderView, origin: ModalOrigin, _approval: ApprovalView) -> dict[str, Any]:
    return reject_modal(order, origin)


def _approve_modal(order: OrderView, origin: ModalOrigin, approval: ApprovalView) -> dict[str, Any]:
    return approve_modal(order, origin, needs_reason=approval.needs_reason)


def _thread(click: Click) -> str | None:
    return click.thread_ts if click.thread_ts != click.message_ts else None


def _require_decider(session: Session, desk: Desk, approval: ApprovalView) -> None:
    """Raise NotAllowed unless somebody has a role that decides, by themselves or for a colleague who is away."""
    roles = employees.roles_at(session, desk.actor.id, desk.today, most=desk.policy.approvals.delegation_chain)
    if not roles & approval.roles:
        raise NotAllowed(actor=desk.actor.name, to="decide this", needs=", ".join(sorted(approval.roles)))


def _decide(
    session: Session,
    turn: Turn,
    shown: ApprovalAction,
    *,
    approve: bool,
    comment: str | None,
    terms: Terms | None = None,
) -> OrderView:
    return orders.decide(
        session,
        turn.desk,
        shown.approval_id,
        revision=shown.revision,
        snapshot_hash=shown.snapshot_hash,
        approve=approve,
        comment=comment,
        terms=terms,
    )


def _terms(payload: dict[str, Any], currency: str, turn: Turn) -> Terms | None:
    """How far the approval goes; a day counts to its end in the company's time zone."""
    cap, until = typed_amount(_value(payload, CAP)), _day(payload, VALID_UNTIL)
    if cap is None and until is None:
        return None
    zone = ZoneInfo(turn.desk.company.time_zone)
    ends = datetime.combine(until, time(23, 59, 59), zone) if until else None
    return Terms(cap=None if cap is None else Money(cap, currency), valid_until=ends)


def _value(payload: dict[str, Any], name: str) -> str:
    return ((payload["view"]["state"]["values"].get(name) or {}).get(name) or {}).get("value") or ""


def _day(payload: dict[str, Any], name: str) -> date | None:
    said = ((payload["view"]["state"]["values"].get(name) or {}).get(name) or {}).get("selected_date")
    return date.fromisoformat(said) if said else None


def _submitted(payload: dict[str, Any]) -> tuple[ApprovalAction, str]:
    view = payload["view"]
    try:
        origin = ModalOrigin.parsed(view["private_metadata"])
    except ValidationError as error:
        raise NotFound(what="approval", of="this window") from error
    if origin.approval is None:
        raise NotFound(what="approval", of="this window")
    return origin.approval, _value(payload, COMMENT).strip()


def _submission(body: dict[str, Any]) -> Incoming:
    origin = ModalOrigin.parsed(body["view"]["private_metadata"])
    return Incoming(
        external_id=f"slack:view:{body['view']['id']}:{body['user']['id']}",
        kind=InboxKind.SLACK_VIEW,
        thread_key=f"slack:{origin.channel}:{origin.thread_ts}",
        sender=body["user"]["id"],
        payload=body,
    )
