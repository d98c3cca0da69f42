"""Owns looking again: counts of packages before they leave, and the mistakes that are found."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders import queries as order_queries
from domain.shared.actors import SALES_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.quantity import plain
from domain.shipping import queries, rules
from domain.shipping.errors import NothingToResolve
from domain.shipping.models import Mistake, QualityCheck
from domain.shipping.queries.packing import check_view, package_for_update, unresolved_rows_for_update
from domain.shipping.schemas import CheckView, Difference, MistakeAsk, MistakeView, PackageView, Photo
from domain.shipping.service.recording import audited


def check(
    session: Session,
    desk: Desk,
    number: str,
    counted: Mapping[str, Decimal],
    *,
    note: str = "",
    photo: Photo | None = None,
) -> CheckView:
    """Count a package again, by SKU. Differences block its shipment until somebody resolves them.

    A count that agrees resolves the ones before. Every difference is noted as a mistake of packing. Raises PackageGone,
    NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="check packages")
    row = package_for_update(session, number)
    view = queries.package(session, row.package_number)
    packed: dict[str, Decimal] = {}
    for line in view.lines:
        packed[line.sku] = packed.get(line.sku, Decimal(0)) + line.quantity
    found = rules.differences(packed, counted)
    made = QualityCheck(
        package_number=view.package_number, checked_at=desk.now, checked_by=desk.actor.id,
        counted={sku: plain(quantity) for sku, quantity in sorted(counted.items())},
        differences=[each.model_dump(mode="json") for each in found], note=note[:2000],
        photo=photo.reference if photo else None, photo_sha256=photo.sha256 if photo else None,
    )  # fmt: skip
    if not found:
        made.resolved_at, made.resolved_by, made.resolution = desk.now, desk.actor.id, "it agrees"
        _resolve_all(session, desk, view.package_number, "counted again: it agrees")
    session.add(made)
    session.flush()
    for each in found:
        _note(session, desk, _mistake_of(view, each, note))
    after = {"counted": made.counted, "differences": made.differences, "photo_sha256": made.photo_sha256}
    audited(session, desk, view.subject, "package.checked", after=after)
    return check_view(made)


def resolve(session: Session, desk: Desk, number: str, *, resolution: str) -> CheckView:
    """Say what became of the differences of a package: it may leave again. Returns the last check.

    Raises NothingToResolve, PackageGone, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="resolve checks")
    row = package_for_update(session, number)
    if not resolution.strip() or not _resolve_all(session, desk, row.package_number, resolution.strip()):
        raise NothingToResolve(package=number)
    audited(session, desk, f"package:{row.package_number}", "package.resolved", reason=resolution.strip())
    return queries.checks_of(session, row.package_number)[-1]


def _resolve_all(session: Session, desk: Desk, number: str, resolution: str) -> int:
    waiting = unresolved_rows_for_update(session, number)
    for each in waiting:
        each.resolved_at, each.resolved_by, each.resolution = desk.now, desk.actor.id, resolution
    session.flush()
    return len(waiting)


def _mistake_of(view: PackageView, difference: Difference, note: str) -> MistakeAsk:
    """A difference as a mistake of packing; an article that was not packed was taken for the first one that lacks."""
    is_foreign = difference.packed == 0
    line = next((line for line in view.lines if line.sku == difference.sku), view.lines[0])
    return MistakeAsk(
        line_key=line.line_key, step="pack", kind="wrong_item" if is_foreign else "wrong_quantity",
        found_sku=difference.sku if is_foreign else None, quantity=difference.counted,
        package_number=view.package_number, note=note[:2000],
    )  # fmt: skip


def note_mistake(session: Session, desk: Desk, ask: MistakeAsk) -> MistakeView:
    """Note a wrong article, quantity or paper that was found in an order, here or by the customer.

    Raises NotFound for an order line or package that nobody knows, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="note mistakes")
    number = ask.line_key.rpartition("/")[0]
    view = order_queries.order(session, desk, number)
    if ask.line_key not in {line.line_key for line in view.lines}:
        raise NotFound(subject=f"line:{ask.line_key}", what=f"line {ask.line_key}")
    if ask.package_number is not None:
        queries.package(session, ask.package_number)
    return _note(session, desk, ask)


def _note(session: Session, desk: Desk, ask: MistakeAsk) -> MistakeView:
    row = Mistake(
        **ask.model_dump(), order_number=ask.line_key.rpartition("/")[0], noted_at=desk.now, noted_by=desk.actor.id
    )
    session.add(row)
    session.flush()
    after = ask.model_dump(mode="json")
    audited(session, desk, f"order:{row.order_number}", "order.mistake_noted", after=after)
    return MistakeView.model_validate(row)
