"""Owns the commands about what leaves and arrives: shipments and deliveries."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.cli.console import AsJson
from app.cli.working import Lines, OwnCarrier, order_number, quantities_of, run
from domain.carriers import queries as carriers
from domain.orders import queries as order_queries
from domain.orders import service as order_verbs
from domain.orders.schemas import Door
from domain.shared.desk import Desk
from domain.shipping import queries
from domain.shipping import service as shipping
from domain.shipping.schemas import DeliveryReport, ShipmentView
from presentation.papers.delivery_notes import delivery_note_pdf
from presentation.papers.labels import labels_pdf, labels_zpl
from presentation.wording.amounts import counted, money
from presentation.wording.times import day

LabelsFile = Annotated[Path | None, typer.Option(dir_okay=False, help="Write the labels into this file as PDF.")]
ZplFile = Annotated[Path | None, typer.Option(dir_okay=False, help="Write the labels for a printer (ZPL).")]
NoteFile = Annotated[Path | None, typer.Option(dir_okay=False, help="Write the delivery note as PDF.")]


class _Shipments(BaseModel):
    """Several shipments, as a command prints them."""

    model_config = ConfigDict(frozen=True)

    shipments: tuple[ShipmentView, ...]


def ship(
    orders: Annotated[list[str], typer.Argument(help="The order, or several of one customer and place.")],
    carrier: Annotated[
        str | None,
        typer.Option(help="Who carries it: a carrier, CARRIER/SERVICE; by rule when not given."),
    ] = None,
    own_carrier: OwnCarrier = False,
    tracking: Annotated[
        str | None, typer.Option(help="The tracking number; the carrier's next when not given.")
    ] = None,
    line: Lines = None,
    warehouse: Annotated[str | None, typer.Option(help="Only what lies in this warehouse.")] = None,
    labels: LabelsFile = None,
    zpl: ZplFile = None,
    delivery_note: NoteFile = None,
    as_json: AsJson = False,
) -> None:
    """Ship what was picked, one shipment for each warehouse (with --tracking all in one); the invoice follows."""
    if line and len(orders) > 1:
        raise typer.BadParameter("--line is of one order; ship several orders with all that is picked of them")

    def verb(session: Session, desk: Desk) -> Any:
        numbers = [order_number(session, each) for each in orders]
        _require_known(session, desk, None if own_carrier else carrier)
        said: dict[str, Any] = {
            "carrier": carrier,
            "tracking_number": tracking,
            "lines": quantities_of(line),
            "warehouse": warehouse,
        }
        together = tracking is not None and len(numbers) == 1  # one tracking number is of one shipment
        made = (
            (shipping.ship(session, desk, numbers[0], **said),)
            if together
            else shipping.ship_all(session, desk, numbers, **said)
        )
        _write_papers(session, desk, made, labels, zpl, delivery_note)
        return made[0] if len(made) == 1 else _Shipments(shipments=made)

    run(verb, _in_words, as_json=as_json, before=lambda session, desk: _recheck(session, desk, orders))


def _require_known(session: Session, desk: Desk, carrier: str | None) -> None:
    """A mistyped name would be somebody whom the customer sends, at no freight."""
    if carrier and carrier.strip():
        carriers.require_named(session, desk, carrier.strip())


def _recheck(session: Session, desk: Desk, orders: list[str]) -> None:
    """Ask about the credit of each order before it leaves: what stops one is to stay, though shipping is refused."""
    for each in orders:
        order_verbs.recheck(session, desk, order_number(session, each), door=Door.SHIP)


def _in_words(value: Any) -> str:
    shipments = value.shipments if isinstance(value, _Shipments) else (value,)
    return "\n".join(_shipment_in_words(view) for view in shipments)


def _shipment_in_words(view: ShipmentView) -> str:
    told = [f"{view.shipment_number} left with {view.carrier} {view.tracking_number or ''}".strip()]
    told += [counted(len(view.packages), "package")] if view.packages else []
    told += [f"freight {money(view.freight)}"] if view.freight else []
    told += [f"there on {day(view.expected_date)}"] if view.expected_date else []
    return ", ".join(told)


def label(
    shipment: Annotated[str, typer.Argument(help="The shipment, SH-1042.")],
    labels: Annotated[Path | None, typer.Option("--pdf", dir_okay=False, help="Write the labels as PDF.")] = None,
    zpl: ZplFile = None,
    delivery_note: NoteFile = None,
    as_json: AsJson = False,
) -> None:
    """Write the papers of a shipment again: labels with their barcodes, for paper or a label printer; delivery note."""
    if labels is None and zpl is None and delivery_note is None:
        raise typer.BadParameter("name a file to write: --pdf, --zpl or --delivery-note")

    def verb(session: Session, desk: Desk) -> Any:
        view = queries.shipment(session, shipment)
        _write_papers(session, desk, [view], labels, zpl, delivery_note)
        return view

    written = ", ".join(str(file) for file in (labels, zpl, delivery_note) if file)
    run(verb, lambda view: f"papers of {view.shipment_number} are in {written}", as_json=as_json)


def _write_papers(
    session: Session,
    desk: Desk,
    shipments: Sequence[ShipmentView],
    labels: Path | None,
    zpl: Path | None,
    delivery_note: Path | None,
) -> None:
    """Write the files that were asked for; of several shipments each has its number in the file's name."""
    for view in shipments:

        def of(file: Path, number: str = view.shipment_number) -> Path:
            return file.with_stem(f"{file.stem}-{number}") if len(shipments) > 1 else file

        if labels:
            of(labels).write_bytes(labels_pdf(view, desk.company))
        if zpl:
            of(zpl).write_text(labels_zpl(view, desk.company), encoding="utf-8")
        if delivery_note:
            orders = [order_queries.order(session, desk, number) for number in view.order_numbers]
            of(delivery_note).write_bytes(delivery_note_pdf(view, orders, desk.company))


def delivered(
    shipment: Annotated[
        str | None, typer.Argument(help="The shipment that arrived, SH-1042; none: what is late.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="When, like 2011-11-15T10:30 (company time); now when not given.")
    ] = None,
    signed_by: Annotated[str, typer.Option(help="Who signed.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Something was missing.")] = False,
    damaged: Annotated[bool, typer.Option("--damaged", help="Something was damaged.")] = False,
    remark: Annotated[str, typer.Option(help="What was noted.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say that a shipment arrived, or list those that should have and were not reported."""

    def verb(session: Session, desk: Desk) -> Any:
        if shipment is None:
            return _Shipments(shipments=queries.late_shipments(session, desk.today))
        moment = _moment(at, desk) if at else None
        report = DeliveryReport(
            delivered_at=moment, signed_by=signed_by, is_partial=partial, is_damaged=damaged, remark=remark
        )
        return shipping.deliver(session, desk, shipment, report)

    run(verb, _arrival_in_words, as_json=as_json)


def _moment(text: str, desk: Desk) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no moment; expected 2011-11-15T10:30") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(desk.company.time_zone))


def _arrival_in_words(value: Any) -> str:
    if isinstance(value, _Shipments):
        rows = [
            f"{view.shipment_number} with {view.carrier} {view.tracking_number or ''} was expected on "
            f"{day(view.expected_date) if view.expected_date else 'no day'}"
            for view in value.shipments
        ]
        return "\n".join(rows) or "nothing is late"
    flags = [word for word, is_so in (("partial", value.is_partial), ("damaged", value.is_damaged)) if is_so]
    told = f" ({' and '.join(flags)})" if flags else ""
    return f"{value.shipment_number} is delivered{told}"
