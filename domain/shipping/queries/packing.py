"""Questions about packages, their checks, and mistakes."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain.shared.errors import NotFound
from domain.shipping.errors import PackageGone
from domain.shipping.models import Mistake, Package, PackageLine, PickListLine, QualityCheck
from domain.shipping.queries.picking import picked_parts
from domain.shipping.schemas import CheckView, MistakeView, PackageLineView, PackageView

_SAME_FIELDS = (
    "package_number", "sscc", "warehouse", "package_type", "weight_kg", "weight_is_measured", "length_cm", "width_cm",
    "height_cm", "shipment_number",
)  # fmt: skip
_IS_HERE = (Package.shipment_number.is_(None), Package.unpacked_at.is_(None))


def package(session: Session, number: str) -> PackageView:
    """One package by its number or its SSCC; raises NotFound."""
    found = _views(session, (Package.package_number == number) | (Package.sscc == number))
    if not found:
        raise NotFound(subject=f"package:{number}", what=f"package {number}")
    return found[0]


def packages_of(session: Session, shipment_number: str) -> tuple[PackageView, ...]:
    """The packages of a shipment in the order of their numbers."""
    return _views(session, Package.shipment_number == shipment_number)


def waiting_packages(
    session: Session, warehouse: str | None = None, numbers: Collection[str] | None = None
) -> tuple[PackageView, ...]:
    """The packages that have not left, of one warehouse or all; with `numbers`, those with goods of these orders."""
    conditions: list[ColumnElement[bool]] = [*_IS_HERE]
    if warehouse:
        conditions.append(Package.warehouse == warehouse)
    if numbers is not None:
        theirs = select(PackageLine.package_number).where(PackageLine.order_number.in_(numbers))
        conditions.append(Package.package_number.in_(theirs))
    return _views(session, *conditions)


def packed_of(session: Session, line_keys: Collection[str]) -> dict[tuple[str, str], Decimal]:
    """What of lines is in packages that have not left, by line key and warehouse."""
    rows = session.execute(
        select(PackageLine.line_key, Package.warehouse, func.sum(PackageLine.quantity))
        .join(Package, Package.package_number == PackageLine.package_number)
        .where(PackageLine.line_key.in_(line_keys), *_IS_HERE)
        .group_by(PackageLine.line_key, Package.warehouse)
    )
    return {(line_key, warehouse): quantity for line_key, warehouse, quantity in rows}


def loose_of(session: Session, number: str, warehouse: str | None = None) -> dict[str, Decimal]:
    """What of an order is picked, still here and in no package, by line key: in one warehouse, or in all."""
    lines = session.scalars(select(PickListLine.line_key).where(PickListLine.order_number == number).distinct()).all()
    picked, packed = picked_parts(session, lines), packed_of(session, lines)
    loose: dict[str, Decimal] = {}
    for key in sorted(lines):
        for part in picked.get(key, ()):
            if warehouse in (None, part.warehouse):
                left = part.quantity - packed.get((key, part.warehouse), Decimal(0))
                loose[key] = loose.get(key, Decimal(0)) + left
    return {key: quantity for key, quantity in loose.items() if quantity > 0}


def package_for_update(session: Session, number: str) -> Package:
    """The row of a package that is still here, locked; raises NotFound, PackageGone."""
    row = session.get(Package, package(session, number).package_number, with_for_update=True, populate_existing=True)
    if row is None or row.shipment_number or row.unpacked_at:
        raise PackageGone(package=number, shipment=row.shipment_number if row else None)
    return row


def checks_of(session: Session, package_number: str) -> tuple[CheckView, ...]:
    """Every count of a package, oldest first."""
    rows = session.scalars(
        select(QualityCheck).where(QualityCheck.package_number == package_number).order_by(QualityCheck.id)
    )
    return tuple(check_view(row) for row in rows)


def unresolved_rows_for_update(session: Session, package_number: str) -> Sequence[QualityCheck]:
    """The counts of a package that found differences nobody resolved, locked."""
    rows = session.scalars(
        select(QualityCheck)
        .where(QualityCheck.package_number == package_number, QualityCheck.resolved_at.is_(None))
        .order_by(QualityCheck.id)
        .with_for_update()
    ).all()
    return [row for row in rows if row.differences]


def check_view(row: QualityCheck) -> CheckView:
    """A count as others see it."""
    return CheckView(
        id=row.id, package_number=row.package_number, checked_at=row.checked_at, checked_by=row.checked_by,
        differences=tuple(row.differences), note=row.note, photo=row.photo, photo_sha256=row.photo_sha256,
        resolved_at=row.resolved_at, resolution=row.resolution,
    )  # fmt: skip


def mistakes_of(session: Session, numbers: Collection[str]) -> tuple[MistakeView, ...]:
    """The mistakes that were found in these orders, oldest first."""
    rows = session.scalars(select(Mistake).where(Mistake.order_number.in_(numbers)).order_by(Mistake.id))
    return tuple(map(MistakeView.model_validate, rows))


def _views(session: Session, *conditions: ColumnElement[bool]) -> tuple[PackageView, ...]:
    rows = session.scalars(
        select(Package).where(*conditions).order_by(Package.packed_at, Package.sscc),
        execution_options={"populate_existing": True},
    ).all()
    if not rows:
        return ()
    names = [row.package_number for row in rows]
    lines: dict[str, list[PackageLineView]] = {name: [] for name in names}
    contents = select(PackageLine).where(PackageLine.package_number.in_(names)).order_by(PackageLine.line_key)
    for line in session.scalars(contents):
        lines[line.package_number].append(PackageLineView.model_validate(line))
    unresolved = select(QualityCheck).where(QualityCheck.package_number.in_(names), QualityCheck.resolved_at.is_(None))
    blocked = {check.package_number for check in session.scalars(unresolved) if check.differences}
    return tuple(
        PackageView(
            **{name: getattr(row, name) for name in _SAME_FIELDS},
            is_blocked=row.package_number in blocked, lines=tuple(lines[row.package_number]),
        )
        for row in rows
    )  # fmt: skip
