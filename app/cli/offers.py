"""Commands for offers and standing orders: quotation, standing. Each is one transaction."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app.cli.console import AsJson, at_desk, decimal, show
from app.reactions import Reactor
from domain.orders.schemas import OrderRequest, OrderView, RequestedLine
from domain.quotations import queries as quoted
from domain.quotations import service as quotations
from domain.quotations.schemas import QuotationView
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.standing import queries as standing_queries
from domain.standing import service as standing_orders
from domain.standing.schemas import MonthDay, Rhythm, RhythmKind, StandingOrderView
from presentation.wording.amounts import counted, money
from presentation.wording.states import order_state
from presentation.wording.times import day

Subject = Annotated[str, typer.Argument(help="The customer (new), else the number: QU-1001 or ST-1001.")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="SKU=QUANTITY (new), or LINE_NO=QUANTITY (accept).")]
Key = Annotated[str | None, typer.Option(help="For new and accept: the same key again makes no second one.")]
ShipTo = Annotated[str | None, typer.Option(help="Where it goes: an address of the customer.")]


def quotation(
    step: Annotated[str, typer.Argument(help="new CUSTOMER, or show, send, revise, accept, decline, withdraw NUMBER.")],
    subject: Subject,
    line: Lines = None,
    key: Key = None,
    until: Annotated[str | None, typer.Option(help="The last day of its prices, like 2026-12-31.")] = None,
    ship_to: ShipTo = None,
    po: Annotated[str | None, typer.Option(help="The customer's PO number (accept).")] = None,
    reason: Annotated[str, typer.Option(help="Why (decline, withdraw).")] = "",
    as_json: AsJson = False,
) -> None:
    """Offer prices that hold until a day, and let them become orders."""

    def known(session: Session) -> QuotationView:
        number = quoted.find_number(session, subject)
        if number is None:
            raise NotFound(number=subject)
        return quoted.quotation(session, number)

    def accept(session: Session, desk: Desk) -> Any:
        view, taken = known(session), {int(no): amount for no, amount in _pairs(line)} or None
        return quotations.accept(
            session, desk, view.number, taken, revision=view.revision, key=_key(key, step), customer_po=po
        )

    def ended(verb: Callable[..., QuotationView]) -> Callable[[Session, Desk], Any]:
        def run(session: Session, desk: Desk) -> Any:
            view = known(session)
            return verb(session, desk, view.number, revision=view.revision, reason=reason)

        return run

    steps: dict[str, Callable[[Session, Desk], Any]] = {
        "new": lambda session, desk: quotations.quote(
            session, desk, _request(subject, line, ship_to), key=_key(key, step), valid_until=_day(until)
        ),
        "show": lambda session, _desk: known(session),
        "send": lambda session, desk: quotations.send(
            session, desk, known(session).number, revision=known(session).revision
        ),
        "revise": lambda session, desk: quotations.revise(
            session, desk, known(session).number, revision=known(session).revision, valid_until=_day(until)
        ),
        "accept": accept,
        "decline": ended(quotations.decline),
        "withdraw": ended(quotations.withdraw),
    }
    _run(_step(steps, step), as_json=as_json)


def standing(
    step: Annotated[str, typer.Argument(help="new CUSTOMER, or show, pause, resume, skip, end NUMBER.")],
    subject: Subject,
    line: Lines = None,
    key: Key = None,
    weekday: Annotated[int | None, typer.Option(help="Weekly: the weekday, 0 is Monday.")] = None,
    month_day: Annotated[
        str | None, typer.Option(help="Monthly: a day from 1 to 31, first_working or last_working.")
    ] = None,
    every: Annotated[int, typer.Option(help="Every so many weeks or months, else working days.")] = 1,
    starts: Annotated[str | None, typer.Option("--from", help="The first day, today when not given.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    on: Annotated[str | None, typer.Option(help="The day to leave out (skip).")] = None,
    confirm: Annotated[bool | None, typer.Option(help="Confirm what is in order by itself.")] = None,
    ship_to: ShipTo = None,
    as_json: AsJson = False,
) -> None:
    """Order the same again and again by the calendar; drafts come in time, holidays move to the next working day."""

    def known(session: Session, desk: Desk) -> StandingOrderView:
        return standing_queries.standing_order(session, desk, subject.upper())

    def new(session: Session, desk: Desk) -> Any:
        return standing_orders.set_up(
            session, desk, _request(subject, line, ship_to), _rhythm(weekday, month_day, every), key=_key(key, step),
            starts_on=_day(starts) or desk.today, ends_on=_day(until), confirm=confirm,
        )  # fmt: skip

    def moved(verb: Callable[..., StandingOrderView]) -> Callable[[Session, Desk], Any]:
        def run(session: Session, desk: Desk) -> Any:
            view = known(session, desk)
            return verb(session, desk, view.number, revision=view.revision)

        return run

    def skip(session: Session, desk: Desk) -> Any:
        view, left_out = known(session, desk), _day(on)
        if left_out is None:
            raise typer.BadParameter("name the day to leave out: --on 2026-12-28")
        return standing_orders.skip(session, desk, view.number, left_out, revision=view.revision)

    steps: dict[str, Callable[[Session, Desk], Any]] = {
        "new": new,
        "show": known,
        "pause": moved(standing_orders.pause),
        "resume": moved(standing_orders.resume),
        "skip": skip,
        "end": moved(standing_orders.end),
    }
    _run(_step(steps, step), as_json=as_json)


def _run(verb: Callable[[Session, Desk], Any], *, as_json: bool) -> None:
    """Run a verb in one transaction, then what follows from it, so that the next command finds it done."""
    with at_desk() as (transactions, desk):
        with transactions.begin() as session:
            view: BaseModel = verb(session, desk)
        Reactor(transactions, lambda actor, source: desk.acting_as(actor, source)).run_until_idle()
    show(view.model_dump(mode="json"), as_json=as_json, words=lambda: _words(view))


def _words(view: BaseModel) -> str:
    match view:
        case QuotationView():
            until = f"valid until {day(view.valid_until)}"
            return f"{view.number} is {view.state}: {money(view.total)}, {until}, revision {view.revision}"
        case StandingOrderView():
            following = ", ".join(day(each.day) for each in view.next) or "none"
            return f"{view.number} is {view.state}: {counted(len(view.request.lines), 'line')}, next {following}"
        case OrderView():
            return f"{view.number} is {order_state(view.state).lower()}, {money(view.total)}"
    return str(view)


def _step(steps: dict[str, Callable[[Session, Desk], Any]], step: str) -> Callable[[Session, Desk], Any]:
    if step not in steps:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(steps)}")
    return steps[step]


def _key(key: str | None, step: str) -> str:
    if not key:
        raise typer.BadParameter(f"{step} needs a --key, so that running it twice makes no second one")
    return f"command:{key}"


def _request(customer: str, lines: list[str] | None, ship_to: str | None) -> OrderRequest:
    wanted = tuple(RequestedLine(sku=sku, quantity=quantity) for sku, quantity in _pairs(lines))
    return OrderRequest(channel="api", customer_id=customer, lines=wanted, ship_to=ship_to)


def _rhythm(weekday: int | None, month_day: str | None, every: int) -> Rhythm:
    try:
        if weekday is not None:
            return Rhythm(kind=RhythmKind.WEEKS, every=every, weekday=weekday)
        if month_day is None:
            return Rhythm(kind=RhythmKind.WORKING_DAYS, every=every)
        if month_day.isdigit():
            return Rhythm(kind=RhythmKind.MONTHS, every=every, day=int(month_day))
        return Rhythm(kind=RhythmKind.MONTHS, every=every, month_day=MonthDay(month_day))
    except (ValidationError, ValueError) as error:
        raise typer.BadParameter("that names no day: --weekday 0 to 6, --month-day 1 to 31 or last_working") from error


def _pairs(lines: list[str] | None) -> list[tuple[str, Decimal]]:
    pairs = [line.rpartition("=") for line in lines or ()]
    if any(not name or not quantity for name, _, quantity in pairs):
        raise typer.BadParameter("expected --line NAME=QUANTITY, as in --line 85099B=60")
    return [(name, decimal(quantity)) for name, _, quantity in pairs]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day like 2026-12-01") from error
