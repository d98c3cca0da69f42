"""Commands for offers and standing orders: quotation, standing. Each is one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app.cli.console import AsJson, date_of, decimal
from app.cli.working import quantities_of, run
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
    said = _Said(step, subject, line, key=key, until=until, ship_to=ship_to, po=po, reason=reason)
    run(partial(_step(_QUOTATION_STEPS, step), said), _words, as_json=as_json)


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
    said = _Said(
        step, subject, line, key=key, until=until, ship_to=ship_to, starts=starts, on=on, confirm=confirm,
        rhythm=_rhythm(weekday, month_day, every) if step == "new" else None,
    )  # fmt: skip
    run(partial(_step(_STANDING_STEPS, step), said), _words, as_json=as_json)


@dataclass(frozen=True)
class _Said:
    """What the options say; each step takes what it needs."""

    step: str
    subject: str
    lines: list[str] | None
    key: str | None = None
    until: str | None = None
    ship_to: str | None = None
    po: str | None = None
    reason: str = ""
    rhythm: Rhythm | None = None
    starts: str | None = None
    on: str | None = None
    confirm: bool | None = None

    @property
    def request(self) -> OrderRequest:
        """The lines as an order request of the customer."""
        wanted = tuple(RequestedLine(sku=sku, quantity=quantity) for sku, quantity in _pairs(self.lines))
        return OrderRequest(channel="api", customer_id=self.subject, lines=wanted, ship_to=self.ship_to)

    def quotation(self, session: Session) -> QuotationView:
        """The quotation that is named; raises NotFound."""
        number = quoted.find_number(session, self.subject)
        if number is None:
            raise NotFound(number=self.subject)
        return quoted.quotation(session, number)

    def standing(self, session: Session, desk: Desk) -> StandingOrderView:
        """The standing order that is named; raises NotFound."""
        return standing_queries.standing_order(session, desk, self.subject.upper())


Step = Callable[[_Said, Session, Desk], Any]


def _quote(said: _Said, session: Session, desk: Desk) -> Any:
    return quotations.quote(session, desk, said.request, key=_key(said), valid_until=date_of(said.until))


def _send(said: _Said, session: Session, desk: Desk) -> Any:
    view = said.quotation(session)
    return quotations.send(session, desk, view.number, revision=view.revision)


def _revise(said: _Said, session: Session, desk: Desk) -> Any:
    view = said.quotation(session)
    return quotations.revise(session, desk, view.number, revision=view.revision, valid_until=date_of(said.until))


def _accept(said: _Said, session: Session, desk: Desk) -> Any:
    view, taken = said.quotation(session), quantities_of(said.lines)
    return quotations.accept(
        session, desk, view.number, taken, revision=view.revision, key=_key(said), customer_po=said.po
    )


def _ended(verb: Callable[..., QuotationView]) -> Step:
    def run(said: _Said, session: Session, desk: Desk) -> Any:
        view = said.quotation(session)
        return verb(session, desk, view.number, revision=view.revision, reason=said.reason)

    return run


def _set_up(said: _Said, session: Session, desk: Desk) -> Any:
    return standing_orders.set_up(
        session, desk, said.request, said.rhythm or Rhythm(kind=RhythmKind.WORKING_DAYS), key=_key(said),
        starts_on=date_of(said.starts) or desk.today, ends_on=date_of(said.until), confirm=said.confirm,
    )  # fmt: skip


def _skip(said: _Said, session: Session, desk: Desk) -> Any:
    view, left_out = said.standing(session, desk), date_of(said.on)
    if left_out is None:
        raise typer.BadParameter("name the day to leave out: --on 2026-12-28")
    return standing_orders.skip(session, desk, view.number, left_out, revision=view.revision)


def _moved(verb: Callable[..., StandingOrderView]) -> Step:
    def run(said: _Said, session: Session, desk: Desk) -> Any:
        view = said.standing(session, desk)
        return verb(session, desk, view.number, revision=view.revision)

    return run


_QUOTATION_STEPS: dict[str, Step] = {
    "new": _quote,
    "show": lambda said, session, _desk: said.quotation(session),
    "send": _send,
    "revise": _revise,
    "accept": _accept,
    "decline": _ended(quotations.decline),
    "withdraw": _ended(quotations.withdraw),
}
_STANDING_STEPS: dict[str, Step] = {
    "new": _set_up,
    "show": lambda said, session, desk: said.standing(session, desk),
    "pause": _moved(standing_orders.pause),
    "resume": _moved(standing_orders.resume),
    "skip": _skip,
    "end": _moved(standing_orders.end),
}


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


def _step(steps: dict[str, Step], step: str) -> Step:
    if step not in steps:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(steps)}")
    return steps[step]


def _key(said: _Said) -> str:
    if not said.key:
        raise typer.BadParameter(f"{said.step} needs a --key, so that running it twice makes no second one")
    return f"command:{said.key}"


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
