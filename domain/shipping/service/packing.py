"""Owns packing: picked goods into packages, each with its world-wide number, and out of them again."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from domain.carriers import service as carriers
from domain.catalog import queries as catalog
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.errors import QuantityExceedsLine
from domain.orders.schemas import LineView, OrderView
from domain.shared import numbering
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.quantity import plain
from domain.shipping import queries, rules
from domain.shipping.errors import NotPicked, NotTogether, SeveralWarehouses
from domain.shipping.models import Package, PackageLine
from domain.shipping.queries.packing import package_for_update, packed_of
from domain.shipping.queries.picking import picked_parts
from domain.shipping.schemas import PackageAsk, PackageView
from domain.shipping.service.recording import audited, audited_all

SERIES = "PK"
_ZERO = Decimal(0)


def pack(session: Session, desk: Desk, ask: PackageAsk, *, warehouse: str | None = None) -> PackageView:
    """Put picked goods into a package: lines of one order, or of several that go to the same place.

    Without a weight it is computed from its articles. Raises NotPicked for more than is picked there and in no
    package, SeveralWarehouses where none is named and the goods lie in more than one, NotTogether, NotFound,
    NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="pack")
    numbers = sorted({key.rpartition("/")[0] for key in ask.contents})
    orders.lock_orders(session, numbers)
    views = [order_queries.order(session, desk, number) for number in numbers]
    why = rules.why_not_together(views, is_allowed=True)
    if why:
        raise NotTogether(numbers=", ".join(numbers), why=why)
    lines = {line.line_key: line for view in views for line in view.lines}
    for key in ask.contents:
        if key not in lines:
            raise NotFound(subject=f"line:{key}", what=f"line {key}")
    place = warehouse or _only_warehouse(session, ask)
    _refuse_unpicked(session, ask, place)
    weight = ask.weight_kg or rules.weight_of(ask.contents, unit_weights(session, desk, lines.values()))
    (made,) = write_packages(
        session, desk, [ask.model_copy(update={"weight_kg": weight})], lines, warehouse=place,
        is_measured=ask.weight_kg is not None,
    )  # fmt: skip
    return queries.package(session, made)


def _only_warehouse(session: Session, ask: PackageAsk) -> str:
    parts = picked_parts(session, list(ask.contents))
    places = sorted({part.warehouse for of_line in parts.values() for part in of_line})
    if len(places) > 1:
        raise SeveralWarehouses(number=", ".join(sorted(ask.contents)), warehouses=", ".join(places))
    if not places:
        key = min(ask.contents)
        raise NotPicked(line_key=key, asked=plain(ask.contents[key]), possible="0")
    return places[0]


def _refuse_unpicked(session: Session, ask: PackageAsk, warehouse: str) -> None:
    packed, picked = packed_of(session, list(ask.contents)), picked_parts(session, list(ask.contents))
    for key, quantity in sorted(ask.contents.items()):
        here = sum((part.quantity for part in picked.get(key, ()) if part.warehouse == warehouse), _ZERO)
        possible = here - packed.get((key, warehouse), _ZERO)
        if quantity <= 0:
            raise QuantityExceedsLine(line_key=key, asked=plain(quantity), possible="more than 0")
        if quantity > possible:
            raise NotPicked(line_key=key, asked=plain(quantity), possible=plain(possible))


def unit_weights(session: Session, desk: Desk, lines: Collection[LineView]) -> dict[str, Decimal]:
    """What one base unit of each line weighs, in kilograms, by line key; by policy where nobody knows."""
    products = catalog.products(session, {line.sku for line in lines})
    weights = {sku: product.weight_kg for sku, product in products.items()}
    return {line.line_key: weights.get(line.sku) or desk.policy.freight.unit_weight_kg for line in lines}


def write_packages(
    session: Session,
    desk: Desk,
    asks: Sequence[PackageAsk],
    lines: Mapping[str, LineView],
    *,
    warehouse: str,
    is_measured: bool,
) -> list[str]:
    """Write packages of lines whose orders are locked, and whose weights are known; returns their numbers."""
    numbers = [f"{SERIES}-{number}" for number in numbering.next_numbers(session, SERIES, len(asks))]
    made = list(zip(numbers, carriers.next_ssccs(session, desk, len(asks)), asks, strict=True))
    session.execute(insert(Package), [
        {
            "package_number": number, "sscc": sscc, "warehouse": warehouse, "package_type": ask.package_type,
            "weight_kg": ask.weight_kg, "weight_is_measured": is_measured, "length_cm": ask.length_cm,
            "width_cm": ask.width_cm, "height_cm": ask.height_cm, "packed_at": desk.now, "packed_by": desk.actor.id,
        }
        for number, sscc, ask in made
    ])  # fmt: skip
    session.execute(insert(PackageLine), [
        {
            "package_number": number, "line_key": key, "order_number": key.rpartition("/")[0], "sku": lines[key].sku,
            "name": lines[key].name, "quantity": quantity,
        }
        for number, _, ask in made for key, quantity in sorted(ask.contents.items())
    ])  # fmt: skip
    packed = {f"package:{number}": _in_short(sscc, ask) for number, sscc, ask in made}
    audited_all(session, desk, "package.packed", packed)
    return numbers


def _in_short(sscc: str, ask: PackageAsk) -> dict[str, object]:
    lines = [{"line": key, "quantity": plain(quantity)} for key, quantity in sorted(ask.contents.items())]
    return {"sscc": sscc, "weight_kg": plain(ask.weight_kg or _ZERO), "lines": lines}


def pack_loose(
    session: Session, desk: Desk, views: Sequence[OrderView], loose: Mapping[str, Decimal], *, warehouse: str
) -> None:
    """Put what nobody packed into cartons by weight, as far as one can compute it, so that each has its number."""
    lines = {line.line_key: line for view in views for line in view.lines if line.line_key in loose}
    weights = unit_weights(session, desk, lines.values())
    asks = [
        PackageAsk(contents=contents, weight_kg=rules.weight_of(contents, weights))
        for contents in rules.filled(sorted(loose.items()), weights, desk.policy.freight.carton_kg)
    ]
    write_packages(session, desk, asks, lines, warehouse=warehouse, is_measured=False)


def unpack(session: Session, desk: Desk, number: str) -> PackageView:
    """Take everything out of a package that has not left; its number is not used again.

    Raises PackageGone, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="unpack")
    view = queries.package(session, number)
    orders.lock_orders(session, {line.order_number for line in view.lines})
    row = package_for_update(session, number)
    row.unpacked_at = desk.now
    session.execute(delete(PackageLine).where(PackageLine.package_number == row.package_number))
    session.flush()
    before = {"lines": [{"line": line.line_key, "quantity": plain(line.quantity)} for line in view.lines]}
    audited(session, desk, view.subject, "package.unpacked", before=before)
    return queries.package(session, row.package_number)
