"""The verbs of the catalogue: convert, price, take over products, units, prices and part numbers, learn aliases."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from domain.catalog import queries
from domain.catalog.models import CustomerAlias, CustomerItem, PriceBreak, PriceRuleRow, Product, SalesUnit
from domain.catalog.rules import pricing, units
from domain.catalog.schemas import (
    AliasView,
    Buyer,
    CustomerPart,
    Lesson,
    PriceAsk,
    PricedItem,
    PriceExplanation,
    PriceRow,
    PriceRule,
    ProductUnit,
    ProductView,
    UnitFactor,
)
from domain.shared import audit
from domain.shared.actors import SALES_ROLES, Actor, ActorKind, Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed
from domain.shared.numbering import next_number

KEEPERS = frozenset({Role.ADMIN, Role.SALES_MANAGER, Role.DIRECTOR})


def to_base(product: ProductView, quantity: Decimal, unit: str | None) -> Decimal:
    """The quantity in base units, exactly: the only conversion there is. No unit means base units, and so does 'each'
    where the product is counted and has no unit of that name; measures of one kind convert among each other.

    Raises UnknownUnit, UnitOfOtherKind, InexactQuantity, QuantityOutOfRange.
    """
    return units.to_base(product, quantity, unit)


def is_divisible(unit: str) -> bool:
    """Whether there are parts of one: of a kilogram there are, of a piece or a box there are none."""
    return units.is_divisible(unit)


def unit_fault(base_unit: str, unit: UnitFactor) -> str | None:
    """What is wrong with a sales unit, in a code: OTHER_KIND, OTHER_FACTOR, or None."""
    return units.unit_fault(base_unit, unit)


def prices(session: Session, asks: Sequence[PriceAsk], *, customer: Buyer, on: date) -> dict[str, PricedItem]:
    """The price of one base unit of each article that has one, for this customer on that day.

    Contract before the customer's list before its group's list before promotions before the standard list before the
    list price; in each the article before its category before all, then the highest break, then the latest. Breaks
    count the whole quantity of an article. Two SELECTs; an article that is unknown or has no price is absent, one
    whose prices contradict each other says so in `tie`.
    """
    wanted: dict[str, Decimal] = {}
    for ask in asks:
        wanted[ask.sku] = wanted.get(ask.sku, Decimal(0)) + ask.base_quantity
    found = queries.price_candidates(session, wanted, customer, on)
    best = (pricing.best_price(candidates, wanted[sku], on) for sku, candidates in found.items())
    return {item.sku: item for item in best if item is not None}


def explain_price(
    session: Session, desk: Desk, product: ProductView, quantity: Decimal, *, customer: Buyer, on: date
) -> PriceExplanation:
    """Which price an article has for this customer, quantity (base units) and day, and of every price that was
    considered, ended and coming ones too, why it is or is not the one. Writes nothing.

    Raises NotAllowed without a sales role: it names what others of the customer's kind are offered.
    """
    desk.actor.require(SALES_ROLES, to="see how a price comes about")
    candidates = queries.price_candidates(session, [product.sku], customer, None).get(product.sku, [])
    return PriceExplanation(
        sku=product.sku, name=product.name, base_unit=product.base_unit, customer_id=customer.customer_id,
        quantity=quantity, on=on, price=pricing.best_price(candidates, quantity, on),
        considered=tuple(pricing.considered(candidates, quantity, on)),
    )  # fmt: skip


def import_products(session: Session, desk: Desk, rows: Iterable[ProductView]) -> None:
    """Insert or update articles by SKU; their `units` are not touched. NotAllowed without a keeper's role."""
    desk.actor.require(KEEPERS, to="import products")
    values = [row.model_dump(exclude={"units"}) | {"aliases": list(row.aliases)} for row in rows]
    upsert(session, Product, values)
    next_number(session, queries.VERSION_SERIES, first=1)
    next_number(session, queries.PRICE_SERIES, first=1)


def import_units(session: Session, desk: Desk, rows: Iterable[ProductUnit]) -> None:
    """Insert or update sales units by SKU and unit."""
    desk.actor.require(KEEPERS, to="import units")
    upsert(session, SalesUnit, [row.model_dump() for row in rows])
    next_number(session, queries.VERSION_SERIES, first=1)
    next_number(session, queries.PRICE_SERIES, first=1)


def import_prices(session: Session, desk: Desk, rows: Iterable[PriceRow]) -> None:
    """Insert or update prices by list, customer, SKU, quantity and first day."""
    desk.actor.require(KEEPERS, to="import prices")
    upsert(
        session,
        PriceBreak,
        [
            row.model_dump()
            | {
                "price_list": row.price_list or "",
                "customer_id": row.customer_id or "",
                "valid_from": row.valid_from or date.min,
            }
            for row in rows
        ],
    )
    next_number(session, queries.PRICE_SERIES, first=1)


def import_price_rules(session: Session, desk: Desk, rows: Iterable[PriceRule]) -> None:
    """Insert or update price rules by code."""
    desk.actor.require(KEEPERS, to="import price rules")
    upsert(session, PriceRuleRow, [row.model_dump() for row in rows])
    next_number(session, queries.PRICE_SERIES, first=1)


def import_customer_items(session: Session, desk: Desk, rows: Iterable[CustomerPart]) -> None:
    """Insert or update customer part numbers by customer and part number."""
    desk.actor.require(KEEPERS, to="import customer part numbers")
    values = [{"customer_id": row.customer_id, "part_number": row.customer_part_number, "sku": row.sku} for row in rows]
    upsert(session, CustomerItem, values)
    next_number(session, queries.VERSION_SERIES, first=1)


def may_teach(actor: Actor, customer_id: str) -> bool:
    """Whether somebody may say what a customer's words mean: sales, or a proven contact for their own company."""
    if actor.kind is ActorKind.CONTACT:
        return actor.verified and actor.customer_id == customer_id
    return actor.kind is ActorKind.EMPLOYEE and actor.has_any(SALES_ROLES)


def learn_alias(session: Session, desk: Desk, lesson: Lesson) -> bool:
    """From now on the customer's words mean this article, as the acting person says; False if they said so before.

    What the same person said before about these words ends. Where another person's word for another article stands,
    both stay and the words are in dispute. Raises NotAllowed unless `may_teach`.
    """
    if not may_teach(desk.actor, lesson.customer_id):
        raise NotAllowed(actor=desk.actor.name, to="teach words of this customer", needs=", ".join(sorted(SALES_ROLES)))
    # Counted first: the row of the series keeps two lessons at once apart.
    next_number(session, queries.ALIAS_SERIES, first=1)
    standing = queries.standing_rows(session, lesson.customer_id, lesson.phrase)
    own = next((row for row in standing if row.owner_id == desk.actor.id), None)
    if own is not None and own.sku == lesson.sku:
        return False
    if own is not None:
        _end(own, desk, "replaced")
        session.flush()
    row = CustomerAlias(
        **lesson.model_dump(), owner_id=desk.actor.id, owner_name=desk.actor.name, learned_on=desk.today
    )
    session.add(row)
    session.flush()
    before = {"sku": own.sku, "alias": own.id} if own is not None else None
    _noted(session, desk, "alias.learned", before=before, after=AliasView.model_validate(row))
    return True


def revoke_alias(session: Session, desk: Desk, alias_id: int) -> AliasView:
    """Forget that a customer's words mean an article, whoever said so; what others said of another article stands.

    An alias that has ended is returned as it is. Raises NotFound, and NotAllowed without a sales role.
    """
    desk.actor.require(SALES_ROLES, to="undo what was learned")
    next_number(session, queries.ALIAS_SERIES, first=1)
    asked = queries.alias_row(session, alias_id)
    if asked.ended_on is not None:
        return AliasView.model_validate(asked)
    for row in queries.standing_rows(session, asked.customer_id, asked.phrase):
        if row.sku == asked.sku:
            _end(row, desk, "undone")
            _noted(session, desk, "alias.undone", before=None, after=AliasView.model_validate(row))
    session.flush()
    return AliasView.model_validate(asked)


def _end(row: CustomerAlias, desk: Desk, why: str) -> None:
    row.ended_on, row.ended_by, row.ended_why = desk.today, desk.actor.name, why


def _noted(session: Session, desk: Desk, action: str, *, before: dict[str, Any] | None, after: AliasView) -> None:
    change = audit.Change(
        subject=f"customer:{after.customer_id}", action=action, before=before, after=after.model_dump(mode="json"),
        source=desk.source,
    )  # fmt: skip
    audit.record(session, desk.actor, change, now=desk.now)
