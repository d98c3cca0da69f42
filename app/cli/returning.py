"""Commands for goods that come back. Each is one transaction."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson
from app.cli.working import By, Lines, acting, order_number, quantities_of, run
from domain.returns import queries as returned
from domain.returns import service as returns
from domain.returns.schemas import SERIES, Disposition, Inspected, ReturnAsk, ReturnView, Settlement
from domain.shared.desk import Desk

#: These begin with an order and its lines.
_BEGINNING = ("request", "authorise")
Fate = Annotated[
    str,
    typer.Option(
        help="What becomes of it (inspect): restock, quarantine, rework, scrap, return_to_customer, return_to_vendor."
    ),
]
Place = Annotated[str | None, typer.Option(help="Where it lies now (inspect); where it left from when not given.")]
How = Annotated[Settlement, typer.Option(help="How it is settled (settle); keep is credit_only.")]
Step = Callable[[Session, Desk], ReturnView]


def return_(
    step: Annotated[
        str,
        typer.Argument(help="request ORDER, authorise ORDER or RMA; refuse, sent, receive, inspect, settle, keep RMA."),
    ],
    subject: Annotated[str, typer.Argument(help="The order (request, authorise) or the RMA number.")],
    line: Lines = None,
    reason: Annotated[
        str | None, typer.Option(help="Why it comes back (surplus when not given), or why it may not (refuse).")
    ] = None,
    shipment: Annotated[str | None, typer.Option(help="The shipment that it left with (request, authorise).")] = None,
    key: Annotated[str | None, typer.Option(help="Names the wish, so that it counts once (request).")] = None,
    disposition: Fate = "restock",
    warehouse: Place = None,
    settlement: How = Settlement.CREDIT,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Goods coming back: request, authorise or refuse, receive, inspect, settle with a credit note."""
    if warehouse and (step != "inspect" or disposition == Disposition.RETURN_TO_CUSTOMER):
        raise typer.BadParameter("--warehouse is for what stays here (inspect)")
    quantities = quantities_of(line)
    asks = _asks(quantities, reason, shipment) if step in _BEGINNING else ()
    if step in _BEGINNING and not asks and not _is_rma(subject):
        raise typer.BadParameter("name the lines that come back: --line LINE_NO=QUANTITY")
    steps: dict[str, Step] = {
        "request": lambda session, desk: returns.request(
            session, desk, order_number(session, subject), asks, key=key or _key(subject, desk, line)
        ),
        "authorise": lambda session, desk: _authorise(session, desk, subject, asks),
        "refuse": lambda session, desk: returns.refuse(session, desk, subject, reason=reason or ""),
        "sent": lambda session, desk: returns.send_off(session, desk, subject),
        "receive": lambda session, desk: returns.receive(session, desk, subject, quantities),
        "inspect": lambda session, desk: _inspect(session, desk, subject, quantities, (disposition, warehouse)),
        "keep": lambda session, desk: returns.keep(session, desk, subject),
        "settle": lambda session, desk: returns.settle(session, desk, subject, settlement=settlement),
    }
    if step not in steps:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(steps)}")
    run(_said_by(by, steps[step]), lambda view: f"{view.number} is {view.state}", as_json=as_json)


def _said_by(by: str | None, step: Step) -> Step:
    return lambda session, desk: step(session, acting(session, desk, by))


def _asks(quantities: dict[int, Decimal] | None, reason: str | None, shipment: str | None) -> tuple[ReturnAsk, ...]:
    return tuple(
        ReturnAsk(line_no=no, quantity=amount, reason=reason or "surplus", shipment_number=shipment)
        for no, amount in (quantities or {}).items()
    )


def _is_rma(subject: str) -> bool:
    return subject.upper().startswith(f"{SERIES}-")


def _authorise(session: Session, desk: Desk, subject: str, asks: tuple[ReturnAsk, ...]) -> ReturnView:
    if _is_rma(subject):
        return returns.authorise_request(session, desk, subject)
    return returns.authorise(session, desk, order_number(session, subject), asks)


def _inspect(
    session: Session, desk: Desk, subject: str, quantities: dict[int, Decimal] | None, fate: tuple[str, str | None]
) -> ReturnView:
    """Say of each line what becomes of it, and in which warehouse."""
    disposition, warehouse = fate
    lines = returned.rma(session, subject).lines
    looked_at = quantities or {line.line_no: line.received - line.inspected for line in lines if line.received}
    seen = tuple(
        Inspected(line_no=no, quantity=amount, disposition=disposition, warehouse=warehouse)
        for no, amount in looked_at.items()
    )
    return returns.inspect(session, desk, subject, seen)


def _key(subject: str, desk: Desk, lines: list[str] | None) -> str:
    """The same wish on the same day is one."""
    return sha256(f"{subject} {desk.today} {sorted(lines or [])}".encode()).hexdigest()
