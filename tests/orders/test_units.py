"""Units from the order to the invoice: one conversion, whole sales units, and what is meant where none was said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing import queries as billing
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductUnit, ProductView, UnitFactor
from domain.orders import service as orders
from domain.orders.rules.inferring import FROM_ARTICLE, FROM_HABIT, Inferred, inferred_unit
from domain.orders.rules.lines import product_problems, step_of, whole_units
from domain.orders.schemas import OrderView, PastQuantity, RequestedLine
from domain.shared.actors import system
from domain.stock import queries as stock
from domain.stock import service as stock_service
from tests.orders.stories import confirmed, seen, shipped
from tests.support.world import BAG, FAY, MIA, OWL, STAND, World, wanted

BOXED = ProductView(sku="A", name="A", units=(UnitFactor(unit="box", factor=Decimal(4)),))


def on_hand(world: World, sku: str) -> Decimal:
    """What lies in both warehouses."""
    with world.working() as session:
        balances = stock.availability(session, world.desk(), [sku])[sku].balances
        return sum((balance.on_hand for balance in balances), Decimal(0))


def ordered(world: World, *lines: tuple[str, object] | tuple[str, object, str], key: str = "k") -> OrderView:
    """A confirmed order of Meadow, whose credit is large."""
    with world.working() as session:
        draft = orders.draft(session, world.desk(), wanted(*lines, customer="MEADOW"), key=key)
        return orders.confirm(session, world.desk(), draft.number, revision=draft.revision)


def test_c22_the_factor_is_applied_once_from_order_to_invoice(world: World) -> None:
    """3 boxes of 4 are 12 at every step: ordered, allocated, gone from stock, invoiced; a box of 4 is never 16."""
    before = on_hand(world, STAND)
    view = ordered(world, (STAND, 3, "box"))
    (line,) = view.lines
    assert (line.quantity, line.unit, line.base_quantity, line.allocated) == (3, "box", 12, 12)
    after = shipped(world, view, {1: 12}, "S1")
    assert on_hand(world, STAND) == before - 12
    with world.working() as session:
        invoice = billing.invoices_of_order(session, world.desk(FAY), view.number)[0]
        (invoiced,) = billing.invoice_lines(session, invoice.number)
    assert (invoiced.quantity, invoiced.unit_price, invoiced.net) == (12, line.unit_price, view.net)
    assert (after.lines[0].shipped, after.lines[0].invoiced, after.lines[0].quantity) == (12, 12, 3)


def test_c22_a_change_converts_once_as_well(world: World) -> None:
    """From 2 boxes to 5: 12 more pieces, as 3 boxes on a line of their own; down to 7 pieces is no whole box."""
    view = ordered(world, (STAND, 2, "box"))
    with world.working() as session:
        more = orders.amend(session, world.desk(MIA), view.number, wanted((STAND, 5, "box"), customer="MEADOW"),
                            revision=view.revision)  # fmt: skip
    assert [(line.quantity, line.unit, line.base_quantity) for line in more.lines] == [(2, "box", 8), (3, "box", 12)]
    with world.working() as session:
        less = orders.amend(session, world.desk(MIA), view.number, wanted((STAND, 7, "each"), customer="MEADOW"),
                            revision=more.revision)  # fmt: skip
    assert sum(line.base_quantity for line in less.lines) == 7
    assert [(line.quantity, line.unit) for line in less.lines] == [(7, "each")]


def test_u3_no_half_box_is_ever_set_aside(world: World) -> None:
    """10 stands in the north and 3 left in the main warehouse: 2 boxes from the north, none of 3 pieces."""
    with world.working() as session:
        stock_service.import_stock(session, world.desk(system("import")), [("MAIN", STAND, Decimal(3))])
    (line,) = ordered(world, (STAND, 4, "box")).lines
    assert (line.allocated, line.open) == (8, 8)
    assert all(part.quantity % 4 == 0 for part in line.parts)


def test_c23_what_was_ordered_by_the_piece_is_taken_by_the_piece(world: World) -> None:
    """1 bag of a dozen is 1 bag: no 0.96 through a dozen, no minus."""
    (line,) = ordered(world, (BAG, 1, "each")).lines
    assert (line.base_quantity, line.allocated) == (1, 1)


@pytest.mark.parametrize(
    ("ordered_", "quantity", "step"),
    [("48", "4", "12"), ("18", "1.5", None), ("25", "3", "25"), ("7", "7", None), ("7.5", "3", "2.5"),
     ("0.5", "2", None)],
)  # fmt: skip
def test_u3_stock_is_taken_in_whole_sales_units(ordered_: str, quantity: str, step: str | None) -> None:
    """Dozens by 12, thirds of 25 by 25, sacks of 2.5 by 2.5; parts of a dozen and single pieces as they are."""
    assert step_of(Decimal(ordered_), Decimal(quantity)) == (None if step is None else Decimal(step))


@given(st.integers(1, 500), st.integers(1, 60), st.integers(1, 500))
def test_u4_units_go_there_and_back(quantity: int, factor: int, part: int) -> None:
    """Whole units of a line are found again from their base quantity, and nothing else passes for whole."""
    line = Decimal(quantity * factor)
    assert whole_units(Decimal(part * factor), line, Decimal(quantity)) == part
    if factor > 1:
        assert whole_units(Decimal(part * factor - 1), line, Decimal(quantity)) is None


@pytest.mark.parametrize(
    ("multiple", "minimum", "quantity", "expected"),
    [
        ("1", "1", "1.5", ("NOT_A_MULTIPLE", "1", "2")), ("0.5", "1", "1.5", ("NOT_WHOLE", "1", "2")),
        ("6", "12", "7", ("BELOW_MINIMUM", None, "12")), ("5", "12", "20", None),
        ("5", "12", "10", ("BELOW_MINIMUM", None, "15")),
    ],
)  # fmt: skip
def test_u5_minimum_and_multiple_are_said_with_what_is_next(
    multiple: str, minimum: str, quantity: str, expected: tuple[str, str | None, str] | None
) -> None:
    """Valid is what is enough and a whole multiple; a thing has no halves whatever its multiple says (C24)."""
    product = ProductView(sku="A", name="A", order_multiple=Decimal(multiple), min_quantity=Decimal(minimum))
    found = product_problems(1, product, Decimal(quantity), is_divisible=False)
    shown = [(problem.code, problem.facts.get("down"), problem.facts["up"]) for problem in found]
    assert shown[:1] == ([expected] if expected else [])


def test_u5_half_a_metre_is_a_quantity(world: World) -> None:
    """Rope is measured: 2.5 m are fine in steps of a half, and 250 cm are the same."""
    with world.working() as session:
        desk = world.desk(system("import"))
        rope = ProductView(sku="ROPE", name="Rope", base_unit="m", list_price=Decimal(2), min_quantity=Decimal("0.5"),
                           order_multiple=Decimal("0.5"))  # fmt: skip
        catalog.import_products(session, desk, [rope])
        view = orders.draft(session, world.desk(), wanted(("ROPE", "2.5", "m"), ("ROPE", 250, "cm")), key="k")
        wrong = orders.draft(session, world.desk(), wanted(("ROPE", 1, "kg"), ("ROPE", 1, "each")), key="w")
    assert [line.base_quantity for line in view.lines] == [Decimal("2.5"), Decimal("2.5")]
    assert view.problems == ()
    assert [problem.code for problem in wrong.problems] == ["UNIT_OF_OTHER_KIND", "UNIT_OF_OTHER_KIND"]


def test_u1_a_ratio_stays_exact_on_an_order(world: World) -> None:
    """Three thirds of a case of 20 are 20; one third is refused with what would do."""
    with world.working() as session:
        thirds = ProductUnit(sku=OWL, unit="third", factor=Decimal(20), per=Decimal(3))
        catalog.import_units(session, world.desk(system("import")), [thirds])
        draft = orders.draft(session, world.desk(), wanted((OWL, 3, "third"), (OWL, 1, "third")), key="k")
    assert [(line.quantity, line.base_quantity) for line in draft.lines] == [(3, 20)]
    (problem,) = [problem for problem in draft.problems if problem.blocking]
    assert (problem.code, problem.facts["multiple"], problem.facts["up"]) == ("INEXACT_QUANTITY", "3", "3")


def asked(quantity: int) -> RequestedLine:
    """A line without a unit."""
    return RequestedLine(sku="A", quantity=Decimal(quantity))


def past(*quantities: tuple[str, int]) -> list[PastQuantity]:
    """What was ordered before, newest first."""
    return [PastQuantity(unit=unit, base_quantity=Decimal(quantity)) for unit, quantity in quantities]


@pytest.mark.parametrize(
    ("quantity", "before", "expected"),
    [
        (2, past(("box", 12), ("box", 8)), Inferred("box", FROM_HABIT)),
        (3, past(("each", 12), ("box", 8)), Inferred()),
        (3, past(("box", 12)), Inferred()),
        (12, past(("box", 12), ("box", 12)), Inferred()),
        (3, [], Inferred()),
    ],
)  # fmt: skip
def test_u6_the_unit_of_a_habit_is_meant_where_none_is_said(
    quantity: int, before: list[PastQuantity], expected: Inferred
) -> None:
    """Two orders in a row by the box make a habit, unless the number is what they had in pieces."""
    assert inferred_unit(asked(quantity), BOXED, before, ratio=Decimal(3)) == expected


def test_u6_the_article_says_its_unit_to_who_never_ordered_it() -> None:
    """Sold by the box: 3 is 3 boxes, marked as concluded."""
    product = BOXED.model_copy(update={"sold_by": "box"})
    assert inferred_unit(asked(3), product, [], ratio=Decimal(3)) == Inferred("box", FROM_ARTICLE)


def test_u6_units_that_are_both_plausible_and_far_apart_are_asked_about() -> None:
    """They had 6 boxes and 40: 10 may be pieces or boxes, and 40 is four times 10."""
    before = past(("box", 160), ("box", 24), ("each", 10))
    found = inferred_unit(asked(10), BOXED, before, ratio=Decimal(3))
    assert found == Inferred(unclear=("each", "box"))


def test_u6_a_habit_shows_on_the_draft(world: World) -> None:
    """Thistle ordered stands by the box twice; '2' of them is 2 boxes and says so, 'each' is each."""
    for key in ("a", "b"):
        assert confirmed(world, (STAND, 2, "box"), key=key).state == "confirmed"  # type: ignore[arg-type]
    with world.working() as session:
        view = orders.draft(session, world.desk(), wanted((STAND, 2), (STAND, 2, "each")), key="c")
    assert [(line.unit, line.base_quantity, line.inferred) for line in view.lines] == [
        ("box", 8, (FROM_HABIT,)), ("each", 2, ()),
    ]  # fmt: skip
    assert seen(world, view.number) == view
