"""Owns the edit modal: it opens on the spot, what is wrong in it is said beside the field, and saving changes the
draft before the window closes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from slack_bolt import Ack, App

from bot import remembering, replies, senders
from bot.services import Services, Turn
from bot.values import Click, slack_thread_key
from domain.conversations import queries as conversation_queries
from domain.conversations import service as conversations
from domain.conversations.schemas import ClaimedMessage, InboxKind, Incoming, ThreadView
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, RequestedLine
from domain.shared.actors import system
from domain.shared.errors import Refusal, StaleRevision
from domain.shared.quantity import typed_number
from gateways.slack import SlackGateway
from presentation.actions import ActionId, CallbackId, EditField, ModalOrigin, OrderAction
from presentation.cards.modals import FIELD_OF_REVISION, edit_modal
from presentation.wording.changes import request_changes
from presentation.wording.refusals import refusal_words

_ROW = re.compile(r"^\s*(?P<quantity>-?[\d.,]{1,20})\s*(?:x\s+)?(?:(?P<unit>[A-Za-z]+)\s+)?(?P<sku>\S{1,80})\s*$")
MOST_ROWS = 200


class BadRows(ValueError):
    """What is wrong with the lines field, in words for the person: no rows, too many, or not 'quantity unit sku'."""


def register(app: App, services: Services) -> None:
    """Opening and saving are answered on the spot."""

    @app.action(ActionId.EDIT)
    def open_modal(body: dict[str, Any], ack: Ack) -> None:
        ack()
        if services.slack:
            _open(services, services.slack, Click.of_payload(body))

    @app.view(CallbackId.EDIT)
    def save(body: dict[str, Any], ack: Ack) -> None:
        try:
            errors = _save(services, body)
        except StaleRevision:
            ack(response_action="update", view=_as_it_is_now(services, body))
            return
        if errors:
            ack(response_action="errors", errors=errors)
        else:
            ack()


def _open(services: Services, slack: SlackGateway, click: Click) -> None:
    shown = OrderAction.parsed(click.value)
    actor = senders.of_slack(services, click.user)
    try:
        with services.transactions.read() as session:
            order = queries.order(session, services.desk(actor, None), shown.number)
            request = queries.request_of(session, shown.number)
    except Refusal as refusal:
        thread = click.thread_ts if click.thread_ts != click.message_ts else None
        slack.post_ephemeral(click.channel, click.user, text=refusal_words(refusal), thread_ts=thread)
        return
    current = OrderAction(number=order.number, revision=order.revision)
    origin = ModalOrigin(order=current, channel=click.channel, thread_ts=click.thread_ts)
    slack.open_view(click.trigger_id, edit_modal(order, request, origin))


def _save(services: Services, body: dict[str, Any]) -> dict[str, str]:
    """Change the draft as the modal says; what is wrong by field, nothing when it was saved.

    Raises StaleRevision for a draft that was changed since the window was opened.
    """
    origin = ModalOrigin.parsed(body["view"]["private_metadata"])
    values = _values(body)
    answers = _answers(values)
    try:
        lines = values.get(EditField.LINES) or ""
        rows = requested_lines(lines) if lines or not answers else ()
    except BadRows as error:
        return {_lines_field(body): str(error)}
    actor = senders.of_slack(services, body["user"]["id"])
    incoming = _incoming(body, origin)
    desk = services.desk(actor, incoming.external_id)
    try:
        with services.transactions.begin() as session:
            if origin.order is None or not conversations.receive(session, incoming):
                return {}
            before = queries.request_of(session, origin.order.number)
            request = _changed(before, values, rows)
            # One window is one change, also where it answers questions: one undo takes it back.
            view = service.revise_draft(
                session, desk, origin.order.number, request, revision=origin.order.revision, answers=answers
            )
            remembering.corrected(session, desk, view.number, before)
            thread = conversation_queries.thread(session, incoming.thread_key) or _thread(
                incoming, origin, view.subject
            )
            row = ClaimedMessage(id=0, attempts=0, **incoming.model_dump())
            conversations.worked_on_the_spot(session, incoming.external_id, f"edited {view.number}")
            replies.show_order(session, services, Turn(row=row, desk=desk, thread=thread), view)
    except StaleRevision as stale:
        if _is_draft(services, origin):
            raise
        return {_lines_field(body): refusal_words(stale)}
    except Refusal as refusal:
        return {_lines_field(body): refusal_words(refusal)}
    return {}


def _thread(incoming: Incoming, origin: ModalOrigin, subject: str) -> ThreadView:
    """The conversation that the window was opened in, where nobody has written yet."""
    return ThreadView(
        thread_key=incoming.thread_key, channel_kind="slack", target=origin.channel, anchor=origin.thread_ts,
        subject=subject,
    )  # fmt: skip


def _is_draft(services: Services, origin: ModalOrigin) -> bool:
    with services.transactions.read() as session:
        desk = services.desk(system("edit window"), None)
        return origin.order is not None and queries.order(session, desk, origin.order.number).state == OrderState.DRAFT


def _as_it_is_now(services: Services, body: dict[str, Any]) -> dict[str, Any]:
    """The window with the draft as others have made it, what they changed, and what was typed and not saved."""
    origin = ModalOrigin.parsed(body["view"]["private_metadata"])
    shown = origin.order or OrderAction(number="", revision=0)
    actor = senders.of_slack(services, body["user"]["id"])
    with services.transactions.read() as session:
        order = queries.order(session, services.desk(actor, None), shown.number)
        request = queries.request_of(session, shown.number)
        before = queries.request_at(session, shown.number, shown.revision) or request
    names = {line.sku: line.name for line in order.lines}
    changed = request_changes(before, request, names) or ("it was changed and changed back",)
    values = _values(body)
    typed = [values.get(EditField.LINES) or ""]
    kept = {EditField.CUSTOMER_PO: before.customer_po, EditField.NOTE: before.note, EditField.SHIP_TO: before.ship_to}
    kept[EditField.REQUESTED_DATE] = before.requested_date.isoformat() if before.requested_date else None
    typed += [f"{before.questions[place].text}: {sku}" for place, sku in _answers(values).items()
              if place < len(before.questions)]  # fmt: skip
    typed += [f"{name}: {values[name]}" for name, was in kept.items() if values.get(name) and values[name] != was]
    current = OrderAction(number=order.number, revision=order.revision)
    now = origin.model_copy(update={"order": current})
    return edit_modal(order, request, now, changed=changed, typed="\n".join(filter(None, typed)))


def _lines_field(body: dict[str, Any]) -> str:
    """The name of the lines field in the window as it was shown."""
    fields = body["view"]["state"]["values"]
    return next((name for name in fields if _field(name) == EditField.LINES), EditField.LINES)


def _field(block_id: str) -> str:
    return block_id.partition(FIELD_OF_REVISION)[0]


def _values(body: dict[str, Any]) -> dict[str, str]:
    found = {}
    for block_id, inputs in body["view"]["state"]["values"].items():
        for element in inputs.values():
            chosen = element.get("selected_option") or {}
            found[_field(block_id)] = (
                element.get("value") or element.get("selected_date") or chosen.get("value") or ""
            ).strip()
    return found


def _answers(values: Mapping[str, str]) -> dict[int, str]:
    """The articles that were named for open questions, by the place of the question."""
    prefix = f"{EditField.QUESTION}:"
    return {
        int(name.removeprefix(prefix)): sku.upper() for name, sku in values.items() if name.startswith(prefix) and sku
    }


def requested_lines(text: str) -> tuple[RequestedLine, ...]:
    """The rows 'quantity unit sku' as lines; raises BadRows where there is none, and naming the rows that are not."""
    rows = [row for row in text.splitlines() if row.strip()]
    if not rows:
        raise BadRows("Please name at least one article; to give up the whole draft, use Discard.")
    if len(rows) > MOST_ROWS:
        raise BadRows(f"{len(rows)} rows are too many for one window, at most {MOST_ROWS} are possible.")
    lines = [_line(row) for row in rows]
    wrong = [row.strip()[:60] for row, line in zip(rows, lines, strict=True) if line is None]
    if wrong:
        raise BadRows(f"Expected quantity, unit and SKU as in “5 dozen 85099B”, but found: {'; '.join(wrong[:5])}")
    return tuple(line for line in lines if line is not None)


def _line(row: str) -> RequestedLine | None:
    found = _ROW.match(row)
    if found is None:
        return None
    quantity = typed_number(found["quantity"])
    if quantity is None:
        return None
    return RequestedLine(sku=found["sku"].upper(), quantity=quantity, unit=_unit(found["unit"]), text=row.strip())


def _unit(word: str | None) -> str | None:
    return word.lower() if word else None


def _changed(request: OrderRequest, values: dict[str, str], rows: tuple[RequestedLine, ...]) -> OrderRequest:
    wanted = values.get(EditField.REQUESTED_DATE)
    return request.model_copy(
        update={
            "lines": _with_words(rows, request.lines),
            "customer_po": values.get(EditField.CUSTOMER_PO) or None,
            "requested_date": date.fromisoformat(wanted) if wanted else None,
            "note": values.get(EditField.NOTE) or None,
            "ship_to": values.get(EditField.SHIP_TO) or request.ship_to,
        }
    )


def _with_words(rows: Sequence[RequestedLine], lines: Sequence[RequestedLine]) -> tuple[RequestedLine, ...]:
    """The rows with the words that their lines were read from. What was left alone stays as it is; a line that only
    got another article keeps its words.
    """
    out = list(rows)
    matcher = SequenceMatcher(None, [line.sku for line in lines], [row.sku for row in rows], autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what in ("equal", "replace") and last - first == end - start:
            for place, line in zip(range(start, end), lines[first:last], strict=True):
                out[place] = _with_words_of(line, rows[place])
    return tuple(out)


def _with_words_of(line: RequestedLine, row: RequestedLine) -> RequestedLine:
    is_same_number = (line.quantity, line.unit) == (row.quantity, row.unit)
    if line.sku == row.sku:
        inferred = tuple(name for name in line.inferred if line.learned and name == "alias")
        kept = {"text": line.text, "learned": line.learned, "inferred": inferred}
        return line if is_same_number else row.model_copy(update=kept)
    return row.model_copy(update={"text": line.text}) if is_same_number and line.text else row


def _incoming(body: dict[str, Any], origin: ModalOrigin) -> Incoming:
    view = body["view"]
    return Incoming(
        external_id=f"slack:view:{view['id']}:{view.get('hash', '')}",
        kind=InboxKind.SLACK_VIEW,
        thread_key=slack_thread_key(origin.channel, origin.thread_ts),
        sender=body["user"]["id"],
        payload=body,
    )
