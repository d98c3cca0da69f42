"""Owns the commands of the warehouse floor: pick lists, picking, packing, counting again."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.cli.console import AsJson, decimal
from app.cli.working import By, Lines, OrderNumber, acting, order_number, quantities_of, run
from domain.orders import service as order_verbs
from domain.orders.schemas import Door
from domain.shared.desk import Desk
from domain.shipping import queries
from domain.shipping import service as shipping
from domain.shipping.schemas import MistakeAsk, PackageAsk, PackageView, Photo, PickListView
from presentation.papers.pick_lists import pick_lists_pdf
from presentation.wording.amounts import number
from presentation.wording.states import order_state


class _PickLists(BaseModel):
    """Several lists, as a command prints them."""

    model_config = ConfigDict(frozen=True)

    pick_lists: tuple[PickListView, ...]


def picklist(
    step: Annotated[str, typer.Argument(help="make, show, confirm, close or putback.")],
    pick_list: Annotated[str | None, typer.Argument(help="The list, PL-1042; for show: all open ones.")] = None,
    order: Annotated[list[str] | None, typer.Option(help="Only these orders (make), or this one (close).")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only this warehouse (make, show).")] = None,
    route: Annotated[str | None, typer.Option(help="Only this route, like 'fleet round' (make).")] = None,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", help="POSITION=QUANTITY that was taken; fewer: the rest was not there."),
    ] = None,
    pdf: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the lists as PDF to print.")] = None,
    as_json: AsJson = False,
) -> None:
    """Lists of what to take from the shelves: make, show, confirm what was taken, close, put goods back."""
    said = quantities_of(line)
    steps: dict[str, Callable[[Session, Desk], Any]] = {
        "make": lambda session, desk: _made(session, desk, order, warehouse, route),
        "show": lambda session, _desk: _shown(session, pick_list, warehouse),
        "confirm": lambda session, desk: shipping.confirm_picked(session, desk, pick_list or "", said),
        "close": lambda session, desk: _closed(session, desk, pick_list or "", order),
        "putback": lambda session, desk: shipping.put_back(session, desk, pick_list or "", said or {}),
    }
    if step not in steps:
        raise typer.BadParameter(f"{step} is no step; expected one of {', '.join(steps)}")
    if step not in ("make", "show") and pick_list is None:
        raise typer.BadParameter(f"name the list to {step}: orderclerk picklist {step} PL-1042")
    if step == "putback" and not said:
        raise typer.BadParameter("name what goes back: --line POSITION=QUANTITY")

    def verb(session: Session, desk: Desk) -> Any:
        view = steps[step](session, desk)
        if pdf:
            pdf.write_bytes(pick_lists_pdf(view.pick_lists if isinstance(view, _PickLists) else (view,)))
        return view

    run(verb, _lists_in_words, as_json=as_json)


def _made(
    session: Session, desk: Desk, orders: list[str] | None, warehouse: str | None, route: str | None
) -> _PickLists:
    numbers = [order_number(session, each) for each in orders or ()] or None
    lists = shipping.make_pick_lists(session, desk, warehouse=warehouse, route=route, numbers=numbers)
    return _PickLists(pick_lists=lists)


def _shown(session: Session, pick_list: str | None, warehouse: str | None) -> _PickLists:
    found = (queries.pick_list(session, pick_list),) if pick_list else queries.open_pick_lists(session, warehouse)
    return _PickLists(pick_lists=found)


def _closed(session: Session, desk: Desk, pick_list: str, orders: list[str] | None) -> PickListView:
    only = order_number(session, orders[0]) if orders else None
    return shipping.close_pick_list(session, desk, pick_list, order_number=only)


def _lists_in_words(value: Any) -> str:
    lists = value.pick_lists if isinstance(value, _PickLists) else (value,)
    return "\n".join(_list_in_words(view) for view in lists) or "no open pick list"


def _list_in_words(view: PickListView) -> str:
    head = f"{view.pick_list}  {view.warehouse}  {view.route or 'no route'}  {view.state}"
    rows = [
        f"  {line.position:>3}  {line.bin or '-':8}  {line.sku:16}  {number(line.to_take):>8}  {line.order_number:10}  "
        f"{line.name}{_done(line.picked, line.short, line.freed)}"
        for line in view.lines
    ]
    return "\n".join([head, *rows])


def _done(picked: Decimal, short: Decimal, freed: Decimal) -> str:
    told = [f"{number(q)} {what}" for q, what in ((picked, "picked"), (short, "short"), (freed, "freed")) if q]
    return f" ({', '.join(told)})" if told else ""


def pick(order: OrderNumber, line: Lines = None, as_json: AsJson = False) -> None:
    """Take the allocated goods of an order from the shelf: a pick list, made and confirmed in one."""
    run(
        lambda session, desk: shipping.pick(session, desk, order_number(session, order), quantities_of(line)),
        lambda view: f"{view.number} is {order_state(view.state).lower()}",
        as_json=as_json,
        before=lambda session, desk: order_verbs.recheck(session, desk, order_number(session, order), door=Door.PICK),
    )


def pack(
    order: Annotated[str, typer.Argument(help="The order, or the package to take apart with --unpack.")],
    line: Lines = None,
    weight: Annotated[str | None, typer.Option(help="What it weighs in kg; computed when not given.")] = None,
    size: Annotated[str | None, typer.Option(help="LENGTHxWIDTHxHEIGHT in cm.")] = None,
    package_type: Annotated[str, typer.Option("--type", help="carton, pallet, ...")] = "carton",
    warehouse: Annotated[str | None, typer.Option(help="Where, if the goods lie in several warehouses.")] = None,
    unpack: Annotated[bool, typer.Option("--unpack", help="Take everything out of the package again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put picked goods of an order into a package with its own number (SSCC)."""
    sides = _sides(size)

    def verb(session: Session, desk: Desk) -> Any:
        if unpack:
            return shipping.unpack(session, desk, order)
        name = order_number(session, order)
        contents = {f"{name}/{line_no}": quantity for line_no, quantity in (quantities_of(line) or {}).items()}
        contents = contents or queries.loose_of(session, name, warehouse)
        if not contents:
            raise typer.BadParameter(f"nothing of {name} is picked and in no package")
        kilograms = decimal(weight) if weight else None
        ask = PackageAsk(contents=contents, package_type=package_type, weight_kg=kilograms, **sides)
        return shipping.pack(session, desk, ask, warehouse=warehouse)

    run(verb, _package_in_words, as_json=as_json)


def _package_in_words(view: PackageView) -> str:
    inside = ", ".join(f"{number(line.quantity)} {line.sku}" for line in view.lines) or "empty"
    return f"{view.package_number} ({view.sscc}), {number(view.weight_kg)} kg: {inside}"


def _sides(size: str | None) -> dict[str, Decimal]:
    if size is None:
        return {}
    parts = size.lower().split("x")
    if len(parts) != 3:
        raise typer.BadParameter(f"{size!r} is no size; expected LENGTHxWIDTHxHEIGHT, as in 60x40x30")
    return dict(zip(("length_cm", "width_cm", "height_cm"), map(decimal, parts), strict=True))


def check(
    package: Annotated[str, typer.Argument(help="The package, PK-1042 or its SSCC.")],
    counted: Annotated[list[str] | None, typer.Option("--counted", help="SKU=QUANTITY for everything in it.")] = None,
    note: Annotated[str, typer.Option(help="What there is to say.")] = "",
    photo: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A photo; its hash is kept.")] = None,
    resolve: Annotated[str | None, typer.Option(help="What became of the differences, so that it may leave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Count a package again before it leaves; differences block it until they are resolved."""
    picture = Photo(reference=str(photo), sha256=hashlib.sha256(photo.read_bytes()).hexdigest()) if photo else None

    def verb(session: Session, desk: Desk) -> Any:
        number_of = queries.package(session, package).package_number
        if resolve is not None:
            return shipping.resolve(session, desk, number_of, resolution=resolve)
        return shipping.check(session, desk, number_of, _counts(counted), note=note, photo=picture)

    run(verb, _check_in_words, as_json=as_json)


def mistake(
    order: OrderNumber,
    line: Annotated[int, typer.Option("--line", help="The line that was wrong.")],
    kind: Annotated[str, typer.Option(help="What was wrong: wrong_item, wrong_quantity, wrong_document or damaged.")],
    step: Annotated[str, typer.Option(help="Where it was made: pick, pack or entry.")] = "pick",
    found: Annotated[str | None, typer.Option(help="The article that was there instead.")] = None,
    quantity: Annotated[str | None, typer.Option(help="How much was wrong, in base units.")] = None,
    package: Annotated[str | None, typer.Option(help="The package it was found in.")] = None,
    note: Annotated[str, typer.Option(help="What there is to say.")] = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Note a mistake that was found in an order, here or by the customer, so that the figures (K2, K3) count it."""
    amount = decimal(quantity) if quantity else None

    def verb(session: Session, desk: Desk) -> Any:
        ask = MistakeAsk(
            line_key=f"{order_number(session, order)}/{line}", step=step, kind=kind, found_sku=found, quantity=amount,
            package_number=queries.package(session, package).package_number if package else None, note=note,
        )  # fmt: skip
        return shipping.note_mistake(session, acting(session, desk, by), ask)

    run(
        verb,
        lambda view: f"{view.kind.replace('_', ' ')} at {view.step} is noted for line {view.line_key}",
        as_json=as_json,
    )


def _check_in_words(view: Any) -> str:
    if not view.differences:
        return f"{view.package_number} agrees"
    told = ", ".join(f"{each.sku}: {number(each.counted)} counted, {number(each.packed)} packed"
                     for each in view.differences)  # fmt: skip
    return f"{view.package_number}: {told}. {view.resolution or 'It may not leave.'}"


def _counts(counted: list[str] | None) -> dict[str, Decimal]:
    pairs = [text.rpartition("=") for text in counted or ()]
    if not pairs or any(not sku for sku, _, _ in pairs):
        raise typer.BadParameter("expected --counted SKU=QUANTITY for everything in the package")
    return {sku: decimal(quantity) for sku, _, quantity in pairs}
