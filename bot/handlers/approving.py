"""Owns decisions in conversation: Approve is one click, Reject asks for its reason in a modal."""

from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot import senders
from bot.services import Services, Turn
from bot.values import Click
from domain.approvals import queries as approvals
from domain.approvals.schemas import ApprovalView
from domain.conversations import service as conversations
from domain.conversations.schemas import InboxKind, Incoming
from domain.employees import queries as employees
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import OrderView
from domain.shared.actors import Actor
from domain.shared.errors import NotAllowed, NotFound, Refusal
from gateways.slack import SlackGateway
from presentation.actions import COMMENT, ActionId, ApprovalAction, CallbackId, ModalOrigin
from presentation.cards.modals import reject_modal
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


def register(app: App, services: Services) -> None:
    """What Slack wants on the spot: the modal that asks for a reason, and the check of what was written."""

    @app.action(ActionId.REJECT)
    def ask_for_reason(body: dict[str, Any], ack: Ack) -> None:
        ack()
        click = Click.of_payload(body)
        if services.slack:
            _open_reject(services, services.slack, click)

    @app.view(CallbackId.REJECT)
    def keep_reason(body: dict[str, Any], ack: Ack) -> None:
        _, reason = _submitted(body)
        if not reason:
            ack(response_action="errors", errors={COMMENT: "Please say why, the rep is told this reason."})
            return
        with services.transactions.begin() as session:
            conversations.receive(session, _submission(body))
        ack()


def _open_reject(services: Services, slack: SlackGateway, click: Click) -> None:
    """Open the modal for somebody who may decide; tell everybody else why not."""
    shown = ApprovalAction.parsed(click.value)
    actor = senders.of_slack(services, click.user)
    try:
        with services.transactions.read() as session:
            approval = approvals.approval(session, shown.approval_id)
            _require_decider(session, actor, approval)
            number = approval.subject.removeprefix("order:")
            order = order_queries.order(session, services.desk(actor, None), number)
    except Refusal as refusal:
        slack.post_ephemeral(click.channel, click.user, text=refusal_words(refusal), thread_ts=_thread(click))
        return
    origin = ModalOrigin(approval=shown, channel=click.channel, thread_ts=click.thread_ts)
    slack.open_view(click.trigger_id, reject_modal(order, origin))


def _thread(click: Click) -> str | None:
    return click.thread_ts if click.thread_ts != click.message_ts else None


def _require_decider(session: Session, actor: Actor, approval: ApprovalView) -> None:
    if employees.by_email(session, actor.id) is None or not actor.has_any(approval.roles):
        raise NotAllowed(actor=actor.name, to="decide this", needs=", ".join(sorted(approval.roles)))


def _decide(session: Session, turn: Turn, shown: ApprovalAction, *, approve: bool, comment: str | None) -> OrderView:
    return orders.decide(
        session,
        turn.desk,
        shown.approval_id,
        revision=shown.revision,
        snapshot_hash=shown.snapshot_hash,
        approve=approve,
        comment=comment,
    )


def _submitted(payload: dict[str, Any]) -> tuple[ApprovalAction, str]:
    view = payload["view"]
    try:
        origin = ModalOrigin.parsed(view["private_metadata"])
    except ValidationError as error:
        raise NotFound(what="approval", of="this window") from error
    if origin.approval is None:
        raise NotFound(what="approval", of="this window")
    value = view["state"]["values"][COMMENT][COMMENT].get("value") or ""
    return origin.approval, value.strip()


def _submission(body: dict[str, Any]) -> Incoming:
    origin = ModalOrigin.parsed(body["view"]["private_metadata"])
    return Incoming(
        external_id=f"slack:view:{body['view']['id']}:{body['user']['id']}",
        kind=InboxKind.SLACK_VIEW,
        thread_key=f"slack:{origin.channel}:{origin.thread_ts}",
        sender=body["user"]["id"],
        payload=body,
    )
