"""Owns how much is wanted of each line: the unit that is meant, and the quantity in base units."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.catalog import service as catalog
from domain.catalog.errors import InexactQuantity, UnitOfOtherKind, UnknownUnit
from domain.catalog.schemas import ProductView
from domain.orders.queries import history
from domain.orders.rules import inferring, lines
from domain.orders.schemas import RequestedLine
from domain.orders.service.looking import Look


def _with_units(
    session: Session, look: Look, asked: Sequence[RequestedLine], products: Mapping[str, ProductView]
) -> Iterator[RequestedLine]:
    """The lines with the unit that is meant where none was said (U6); a problem where that is not clear."""
    open_ = {line.sku for line in asked if line.sku in products and inferring.needs_unit(line, products[line.sku])}
    past = history.past_quantities(session, look.customer.customer_id, open_) if open_ and look.customer else {}
    ratio = look.desk.policy.units.ask_ratio
    for line_no, line in enumerate(asked, start=1):
        product = products.get(line.sku)
        if product is None or line.sku not in open_ or not inferring.needs_unit(line, product):
            yield line
            continue
        meant = inferring.inferred_unit(line, product, past.get(line.sku, ()), ratio=ratio)
        if meant.unclear:
            look.problems.append(lines.unit_unclear(line_no, line, product, meant.unclear))
        marks = (meant.mark,) if meant.mark and meant.mark not in line.inferred else ()
        yield line.model_copy(update={"unit": meant.unit, "inferred": (*line.inferred, *marks)})


def countable(
    session: Session, look: Look, asked: Sequence[RequestedLine], products: Mapping[str, ProductView]
) -> list[tuple[int, RequestedLine, ProductView, Decimal]]:
    """The lines whose article and quantity in base units are certain; problems for the others."""
    found = []
    for line_no, line in enumerate(_with_units(session, look, asked, products), start=1):
        product = products.get(line.sku)
        if product is None:
            look.problems.append(lines.unknown_sku(line_no, line))
        elif not lines.is_orderable(line.quantity):
            look.problems.append(lines.bad_quantity(line_no, line))
        else:
            try:
                base_quantity = catalog.to_base(product, line.quantity, line.unit)
            except UnknownUnit:
                look.problems.append(lines.unknown_unit(line_no, line, product))
                continue
            except (UnitOfOtherKind, InexactQuantity) as refusal:
                look.problems.append(lines.refused_unit(line_no, product, refusal))
                continue
            if lines.is_orderable(base_quantity):
                found.append((line_no, line, product, base_quantity))
            else:
                look.problems.append(lines.bad_quantity(line_no, line))
    return found
