"""Commands for the life of an order, from a draft to its end. Each is one transaction."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.console import AsJson, at_desk, date_of, decimal, position, show
from app.cli.working import OwnCarrier, acting, order_number, run
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import AmendmentRequest, AmendmentView, FieldChange, LineAmendment, OrderView
from domain.shared.desk import Desk
from presentation.wording.amounts import counted, listed, money
from presentation.wording.states import hold_reason, order_state
from presentation.wording.times import day

OrderNumber = Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")]
Revision = Annotated[int | None, typer.Option(help="Refuse if the order is not at this revision any more.")]
Reason = Annotated[str, typer.Option(help="Why, as the history keeps it.")]


def amend(
    order: OrderNumber,
    line: Annotated[
        list[str] | None, typer.Option("--line", help="LINE_NO=QUANTITY in all, in base units; 0 takes it away.")
    ] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="SKU=QUANTITY, a new line.")] = None,
    price: Annotated[
        list[str] | None, typer.Option("--price", help="LINE_NO=PRICE of a base unit, for what is not invoiced.")
    ] = None,
    requested: Annotated[str | None, typer.Option("--date", help="The day it is wanted on, like 2026-12-01.")] = None,
    ship_to: Annotated[str | None, typer.Option(help="Where the rest goes: an address of the customer.")] = None,
    carrier: Annotated[str | None, typer.Option(help="Who carries the rest: a carrier, CARRIER/SERVICE.")] = None,
    own_carrier: OwnCarrier = False,
    bill_to: Annotated[str | None, typer.Option(help="Who pays, before the first invoice.")] = None,
    file: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="The whole change as JSON instead.")
    ] = None,
    revision: Revision = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Change lines and terms of a confirmed order; the customer is told what it is now."""
    if file is not None:
        asked = _from_file(file)
    else:
        lines = [*_lines(line, "quantity"), *_lines(price, "unit_price"), *_added(add)]
        asked = AmendmentRequest(
            lines=tuple(lines), requested_date=date_of(requested), ship_to=ship_to, carrier=carrier or None,
            own_carrier=own_carrier, bill_to=bill_to, reason=reason,
        )  # fmt: skip
    if asked == AmendmentRequest(reason=asked.reason, own_carrier=asked.own_carrier):
        raise typer.BadParameter(
            "say what changes: --line, --add, --price, --date, --ship-to, --carrier, --bill-to or --from"
        )
    run(
        lambda session, desk: orders.amend_lines(session, desk, order_number(session, order), asked, revision=revision),
        lambda view: f"{_standing(view)}, {money(view.total)}, revision {view.revision}",
        as_json=as_json,
    )


def confirm(
    order: Annotated[str, typer.Argument(help="The draft, SO-1042 or 1042.")],
    by: Annotated[str, typer.Option(help="The employee who confirms it, by mail address.")],
    revision: Revision = None,
    as_json: AsJson = False,
) -> None:
    """Confirm a draft: prices freeze, credit is looked at, stock is allocated; what may not go yet is held."""
    run(
        lambda session, desk: orders.confirm(
            session, acting(session, desk, by), order_number(session, order), revision=revision
        ),
        _confirmed,
        as_json=as_json,
    )


def history(order: OrderNumber, as_json: AsJson = False) -> None:
    """Show every change of an order since it was confirmed: who, when, why, and what differs."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        number = order_number(session, order)
        found = queries.amendments_of(session, number)
    value = {"number": number, "amendments": [each.model_dump(mode="json") for each in found]}
    words = "\n".join(_told(each, desk) for each in found) or f"{number} is as it was confirmed"
    show(value, as_json=as_json, words=lambda: words)


def cancel(
    order: OrderNumber,
    reason: Annotated[str, typer.Option(help="Why, as the customer is told.")],
    revision: Revision = None,
    as_json: AsJson = False,
) -> None:
    """Cancel an order of which nothing is picked or shipped; a draft is discarded."""
    run(
        lambda session, desk: orders.cancel(
            session, desk, order_number(session, order), revision=revision, reason=reason
        ),
        _standing,
        as_json=as_json,
    )


def close_short(
    order: OrderNumber,
    line: Annotated[list[int] | None, typer.Option("--line", help="A line number; all lines when not given.")] = None,
    revision: Revision = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Give up what is not yet picked of lines or of the whole order: no backorder."""
    run(
        lambda session, desk: orders.close_short(
            session, desk, order_number(session, order), line or None, revision=revision, reason=reason
        ),
        _standing,
        as_json=as_json,
    )


def copy(
    order: OrderNumber,
    key: Annotated[str, typer.Option(help="The same key again makes no second copy.")],
    as_json: AsJson = False,
) -> None:
    """Make a new draft of the lines of an order, at today's prices."""
    run(
        lambda session, desk: orders.copy_order(session, desk, order_number(session, order), key=f"command:{key}"),
        lambda view: f"{view.number} is a draft with {counted(len(view.lines), 'line')}, {money(view.total)}",
        as_json=as_json,
    )


def reopen(order: OrderNumber, revision: Revision = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """Want again what was given up of an order; it is checked like a new one."""
    run(
        lambda session, desk: orders.reopen(
            session, desk, order_number(session, order), revision=revision, reason=reason
        ),
        _standing,
        as_json=as_json,
    )


def _standing(view: OrderView) -> str:
    return f"{view.number} is {order_state(view.state).lower()}"


def _confirmed(view: OrderView) -> str:
    held = [hold_reason(each.reason) for each in view.holds if each.is_active]
    if view.state == OrderState.DRAFT:
        return f"{view.number} has other prices now, {money(view.total)}: look at them and confirm it again"
    promised = f", promised {day(view.promised_date)}" if view.promised_date else ""
    return f"{_standing(view)}, {money(view.total)}{promised}{f', held because {listed(held)}' if held else ''}"


def _told(amendment: AmendmentView, desk: Desk) -> str:
    why = f": {amendment.reason}" if amendment.reason else ""
    head = f"{amendment.number}. {day(desk.day_of(amendment.made_at))}, {amendment.made_by}, {amendment.kind}{why}"
    total = f"   {money(amendment.before.total)} → {money(amendment.after.total)}"
    return "\n".join([head, *(f"   {_difference(change)}" for change in amendment.changes), total])


def _difference(change: FieldChange) -> str:
    where = f"line {change.line_no} {change.sku} " if change.line_no is not None else ""
    return f"{where}{change.field.replace('_', ' ')}: {change.before or 'none'} → {change.after or 'none'}"


def _from_file(file: Path) -> AmendmentRequest:
    try:
        return AmendmentRequest.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise typer.BadParameter(f"{file} is not understood: {error}") from error


def _lines(pairs: list[str] | None, field: str) -> list[LineAmendment]:
    found = []
    for text in pairs or ():
        line_no, _, value = text.partition("=")
        if not value:
            raise typer.BadParameter(f"expected LINE_NO={field.upper()}, not {text!r:.80}")
        found.append(LineAmendment.model_validate({"line_no": position(line_no), field: decimal(value)}))
    return found


def _added(pairs: list[str] | None) -> list[LineAmendment]:
    found = []
    for text in pairs or ():
        sku, _, quantity = text.rpartition("=")
        if not sku or not quantity:
            raise typer.BadParameter(f"expected SKU=QUANTITY, not {text!r:.80}")
        found.append(LineAmendment(sku=sku, quantity=decimal(quantity)))
    return found
