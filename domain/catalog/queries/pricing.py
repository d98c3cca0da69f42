"""SELECTs of prices: every price that may count for somebody, from the breaks of lists and from the rules."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.catalog.errors import UnitOfOtherKind, UnknownUnit
from domain.catalog.models import PriceBreak, PriceRuleRow, Product, SalesUnit
from domain.catalog.rules.pricing import BASE_LIST, PriceCandidate
from domain.catalog.rules.units import factor_in
from domain.catalog.schemas import Buyer, PriceLevel, PriceRule, PriceTarget, UnitFactor
from domain.shared.numbering import NumberSeries

#: The series that counts changes of prices: whoever keeps prices knows by it whether they still hold.
PRICE_SERIES = "price_version"
_IS_FIRST_DAY = date.min


def price_candidates(
    session: Session, skus: Iterable[str], buyer: Buyer, on: date | None
) -> dict[str, list[PriceCandidate]]:
    """Every price that may count for this buyer on that day (None: on any), by SKU; two SELECTs for all SKUs."""
    wanted = sorted(set(skus))
    found: dict[str, list[PriceCandidate]] = {}
    for row in _breaks(session, wanted, buyer, on):
        if row.sku not in found:
            found[row.sku] = _list_price(row.sku, row.list_price)
        if row.price is not None:
            found[row.sku].append(_of_break(row, buyer))
    for row in _rules(session, wanted, buyer, on):
        found[row.sku].append(_of_rule(row.sku, row.base_unit, row.factor, row.per, rule=row.PriceRuleRow, buyer=buyer))
    return found


def price_version(session: Session) -> int:
    """Changes whenever a price, an article or a unit changes; one look-up by key."""
    return session.scalar(select(NumberSeries.last).where(NumberSeries.series == PRICE_SERIES)) or 0


def price_rules(session: Session) -> Iterator[PriceRule]:
    """Every price rule, by code."""
    rows = session.scalars(select(PriceRuleRow).order_by(PriceRuleRow.code))
    return (PriceRule.model_validate(row, from_attributes=True) for row in rows)


def categories(session: Session) -> set[str]:
    """Every category that an article is of."""
    return {name for name in session.scalars(select(Product.category).distinct()) if name}


def _lists_of(buyer: Buyer) -> list[str]:
    return sorted({name for name in (buyer.price_list, buyer.price_group, BASE_LIST) if name})


def _valid(table: type[PriceBreak] | type[PriceRuleRow], on: date | None) -> ColumnElement[bool]:
    if on is None:
        return PriceBreak.sku.is_not(None) if table is PriceBreak else PriceRuleRow.code.is_not(None)
    starts = or_(table.valid_from.is_(None), table.valid_from <= on)
    return and_(starts, or_(table.valid_to.is_(None), table.valid_to >= on))


def _breaks(session: Session, skus: list[str], buyer: Buyer, on: date | None) -> Iterable[Any]:
    applies = or_(
        and_(PriceBreak.customer_id == buyer.customer_id, PriceBreak.price_list.in_(["", buyer.price_list])),
        and_(PriceBreak.customer_id == "", PriceBreak.price_list.in_(_lists_of(buyer))),
    )
    return session.execute(
        select(
            Product.sku, Product.list_price, PriceBreak.price, PriceBreak.customer_id, PriceBreak.price_list,
            PriceBreak.min_quantity, PriceBreak.valid_from, PriceBreak.valid_to, PriceBreak.currency,
            PriceBreak.tax_included,
        )
        .outerjoin(PriceBreak, and_(PriceBreak.sku == Product.sku, applies, _valid(PriceBreak, on)))
        .where(Product.sku.in_(skus))
        .order_by(Product.sku)
    )  # fmt: skip


def _rules(session: Session, skus: list[str], buyer: Buyer, on: date | None) -> Iterable[Any]:
    """Rules for the articles, their categories or all of them, each with the unit of its break where they have it."""
    rule = PriceRuleRow
    about = or_(
        rule.sku == Product.sku,
        and_(rule.sku.is_(None), or_(rule.category.is_(None), rule.category == Product.category)),
    )
    applies = and_(
        or_(rule.customer_id.is_(None), rule.customer_id == buyer.customer_id),
        or_(rule.price_list.is_(None), rule.price_list.in_(_lists_of(buyer))),
        or_(rule.price_group.is_(None), rule.price_group == (buyer.price_group or "")),
    )
    named = and_(SalesUnit.sku == Product.sku, func.lower(SalesUnit.unit) == func.lower(rule.unit))
    return session.execute(
        select(Product.sku, Product.base_unit, SalesUnit.factor, SalesUnit.per, rule)
        .join(rule, about)
        .outerjoin(SalesUnit, named)
        .where(Product.sku.in_(skus), applies, _valid(rule, on))
        .order_by(Product.sku, rule.code)
    )


def _list_price(sku: str, price: Decimal) -> list[PriceCandidate]:
    """What stands on the article itself; nothing is sold for nothing by mistake."""
    return [PriceCandidate(sku=sku, level=PriceLevel.LIST_PRICE, price=price)] if price > 0 else []


def _of_break(row: Any, buyer: Buyer) -> PriceCandidate:
    return PriceCandidate(
        sku=row.sku, level=_level(row.customer_id, row.price_list, buyer), price=row.price, list_name=row.price_list,
        customer_id=row.customer_id, min_quantity=row.min_quantity, valid_from=row.valid_from, valid_to=row.valid_to,
        currency=row.currency, tax_included=row.tax_included,
    )  # fmt: skip


def _of_rule(
    sku: str, base_unit: str, factor: Decimal | None, per: Decimal | None, *, rule: PriceRuleRow, buyer: Buyer
) -> PriceCandidate:
    level = _level(rule.customer_id or "", rule.price_list or "", buyer)
    target = PriceTarget.ITEM if rule.sku else PriceTarget.CATEGORY if rule.category else PriceTarget.ALL
    return PriceCandidate(
        sku=sku, level=level, price=rule.price, percent_off=rule.percent_off,
        list_name=rule.code if level is PriceLevel.PROMOTION else rule.price_list or "",
        customer_id=rule.customer_id or "", target=target, category=rule.category or "",
        min_quantity=rule.min_quantity, unit=rule.unit or "",
        factor=_factor(sku, base_unit, rule.unit, factor=factor, per=per),
        valid_from=rule.valid_from or _IS_FIRST_DAY, valid_to=rule.valid_to, currency=rule.currency,
        tax_included=rule.tax_included,
    )  # fmt: skip


def _factor(
    sku: str, base_unit: str, unit: str | None, *, factor: Decimal | None, per: Decimal | None
) -> Fraction | None:
    """How many base units one of a rule's unit is, by the one conversion; None where the article has no such unit."""
    named = (UnitFactor(unit=unit, factor=factor, per=per),) if unit and factor and per else ()
    try:
        return factor_in(sku, base_unit, named, unit)
    except (UnknownUnit, UnitOfOtherKind):
        return None


def _level(customer_id: str, price_list: str, buyer: Buyer) -> PriceLevel:
    if customer_id:
        return PriceLevel.CONTRACT
    if not price_list:
        return PriceLevel.PROMOTION
    if price_list == BASE_LIST:
        return PriceLevel.BASE_LIST
    return PriceLevel.CUSTOMER_LIST if price_list == buyer.price_list else PriceLevel.GROUP_LIST
