"""Packages: what is in them and what they weigh, counted again, blocked until differences are resolved."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.orders.errors import QuantityExceedsLine
from domain.shared import audit
from domain.shared.actors import system
from domain.shared.errors import NotAllowed, NotFound
from domain.shipping import queries, service
from domain.shipping.errors import (
    NothingToResolve,
    NotPicked,
    NotTogether,
    PackageBlocked,
    PackageGone,
    PackedMore,
    SeveralWarehouses,
)
from domain.shipping.rules import differences, filled, weight_of
from domain.shipping.schemas import MistakeAsk, PackageAsk, PackageView, Photo
from tests.orders.stories import confirmed, seen
from tests.shipping.floor import packed, sent
from tests.support.world import BAG, MIA, STAND, TIN, WILL, World


def picked(world: World, *lines: tuple[str, object], key: str = "k", customer: str = "THISTLE") -> str:
    """An order that is confirmed and picked."""
    number = confirmed(world, *lines, key=key, customer=customer).number
    with world.working() as session:
        service.pick(session, world.desk(WILL), number)
    return number


def weighed(world: World, sku: str, kilograms: str) -> None:
    """An article's weight becomes known."""
    with world.working() as session:
        view = ProductView(sku=sku, name="Cake Tin", list_price=Decimal(10), weight_kg=Decimal(kilograms))
        catalog.import_products(session, world.desk(system("import")), [view])


def inside(view: PackageView) -> list[tuple[str, int]]:
    """What is in a package, in short."""
    return [(line.line_key, int(line.quantity)) for line in view.lines]


def test_a_package_knows_its_contents_weight_size_and_number(world: World) -> None:
    """Six tins of 750 g weigh 4.5 kg by computing, and what the scales say where somebody weighed them."""
    weighed(world, TIN, "0.75")
    number = picked(world, (TIN, 10))
    first = packed(world, {f"{number}/1": 6}, length_cm=60, width_cm=40, height_cm=30)
    assert (first.package_number, first.sscc, first.weight_kg, first.weight_is_measured) == (
        "PK-1001", "095212340000000013", Decimal("4.5"), False,
    )  # fmt: skip
    assert (first.warehouse, inside(first)) == ("MAIN", [(f"{number}/1", 6)])
    second = packed(world, {f"{number}/1": 4}, package_type="pallet", weight_kg="12.25")
    assert (second.sscc, second.weight_kg, second.weight_is_measured, second.package_type) == (
        "095212340000000020", Decimal("12.25"), True, "pallet",
    )  # fmt: skip
    assert (first.handling_unit.longest_cm, second.handling_unit.longest_cm) == (60, None)
    with world.working() as session:
        assert queries.package(session, second.sscc) == second
        assert queries.loose_of(session, number) == {}
        assert [entry.action for entry in audit.trail(session, first.subject)] == ["package.packed"]


def test_only_what_is_picked_and_loose_is_packed(world: World) -> None:
    """Too much, none, unknown, not picked, twice, by sales: all refused, and there is still one package."""
    number = picked(world, (TIN, 10))
    other = confirmed(world, (BAG, 60), key="b").number
    packed(world, {f"{number}/1": 6})
    for contents, refusal in (
        ({f"{number}/1": 5}, NotPicked), ({f"{number}/1": 0}, QuantityExceedsLine), ({f"{number}/2": 1}, NotFound),
        ({f"{other}/1": 1}, NotPicked), ({"SO-9/1": 1}, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            packed(world, contents)
    with pytest.raises(NotAllowed), world.working() as session:
        service.pack(session, world.desk(MIA), PackageAsk(contents={f"{number}/1": Decimal(1)}))
    with world.working() as session:
        assert len(queries.waiting_packages(session)) == 1


def test_goods_of_several_warehouses_or_places_are_not_packed_together(world: World) -> None:
    """Where they lie in two warehouses one has to be named; orders of two customers never share a package."""
    number = picked(world, (STAND, 50))
    with pytest.raises(SeveralWarehouses):
        packed(world, {f"{number}/1": 10})
    with world.working() as session:
        ask = PackageAsk(contents={f"{number}/1": Decimal(10)})
        assert service.pack(session, world.desk(WILL), ask, warehouse="NORTH").warehouse == "NORTH"
    with pytest.raises(NotPicked), world.working() as session:
        service.pack(session, world.desk(WILL), PackageAsk(contents={f"{number}/1": Decimal(41)}), warehouse="MAIN")
    other = picked(world, (BAG, 12), key="free", customer="FREE")
    with pytest.raises(NotTogether):
        packed(world, {f"{number}/1": 1, f"{other}/1": 1})


def test_a_package_is_unpacked_and_its_goods_packed_anew(world: World) -> None:
    """Its number is used up; unpacking again is refused."""
    number = picked(world, (TIN, 10))
    first = packed(world, {f"{number}/1": 10})
    with world.working() as session:
        assert service.unpack(session, world.desk(WILL), first.package_number).lines == ()
    with pytest.raises(PackageGone), world.working() as session:
        service.unpack(session, world.desk(WILL), first.package_number)
    assert packed(world, {f"{number}/1": 10}).sscc != first.sscc


def test_k3_a_count_that_differs_blocks_the_package_until_it_is_resolved(world: World) -> None:
    """Nine tins and a bag where ten tins should be: noted as two mistakes, nothing leaves, then it is put right."""
    number = picked(world, (TIN, 10))
    package = packed(world, {f"{number}/1": 10})
    photo = Photo(reference="photos/1.jpg", sha256="0f" * 32)
    with world.working() as session:
        counted = {TIN: Decimal(9), BAG: Decimal(1)}
        view = service.check(session, world.desk(WILL), package.package_number, counted, note="box torn", photo=photo)
    assert [(d.sku, int(d.packed), int(d.counted)) for d in view.differences] == [(TIN, 10, 9), (BAG, 0, 1)] or [
        (d.sku, int(d.packed), int(d.counted)) for d in view.differences
    ] == [(BAG, 0, 1), (TIN, 10, 9)]
    assert (view.photo, view.photo_sha256, view.note) == ("photos/1.jpg", "0f" * 32, "box torn")
    with pytest.raises(PackageBlocked) as blocked:
        sent(world, number)
    assert "9 of 10" in blocked.value.facts["differences"]
    assert seen(world, number).lines[0].shipped == 0
    with world.working() as session:
        mistakes = {(m.kind, m.found_sku, m.step) for m in queries.mistakes_of(session, [number])}
        assert mistakes == {("wrong_quantity", None, "pack"), ("wrong_item", BAG, "pack")}
        assert service.resolve(
            session, world.desk(WILL), package.package_number, resolution="bag taken out, tin put in"
        ).resolution == "bag taken out, tin put in"  # fmt: skip
    with pytest.raises(NothingToResolve), world.working() as session:
        service.resolve(session, world.desk(WILL), package.package_number, resolution="again")
    (shipment,) = sent(world, number)
    with world.working() as session:
        shipped = queries.packages_of(session, shipment.shipment_number)
    assert [view.package_number for view in shipped] == [package.package_number]
    with pytest.raises(PackageGone), world.working() as session:
        service.check(session, world.desk(WILL), package.package_number, {TIN: Decimal(10)})


def test_a_count_that_agrees_lets_the_package_go(world: World) -> None:
    """Counted wrongly first, then rightly: nothing is left to resolve."""
    number = picked(world, (TIN, 10))
    package = packed(world, {f"{number}/1": 10})
    with world.working() as session:
        service.check(session, world.desk(WILL), package.package_number, {TIN: Decimal(8)})
        assert queries.package(session, package.package_number).is_blocked
    with world.working() as session:
        assert service.check(session, world.desk(WILL), package.package_number, {TIN: Decimal(10)}).differences == ()
        assert not queries.package(session, package.package_number).is_blocked
    assert len(sent(world, number)) == 1


def test_k3_a_mistake_that_the_customer_found_is_noted(world: World) -> None:
    """Sales note a wrong item of an order; one of an unknown line is refused."""
    number = picked(world, (TIN, 10))
    with world.working() as session:
        ask = MistakeAsk(line_key=f"{number}/1", step="pick", kind="wrong_item", found_sku=BAG, quantity=Decimal(2))
        view = service.note_mistake(session, world.desk(MIA), ask)
        assert (view.order_number, view.kind, view.noted_by) == (number, "wrong_item", MIA.email)
    with pytest.raises(NotFound), world.working() as session:
        service.note_mistake(session, world.desk(MIA), ask.model_copy(update={"line_key": f"{number}/9"}))
    with world.working() as session:
        assert len(queries.mistakes_of(session, [number])) == 1


def test_no_more_leaves_in_a_package_than_is_shipped(world: World) -> None:
    """Ten are packed and five are to leave: unpack first."""
    number = picked(world, (TIN, 10))
    packed(world, {f"{number}/1": 10})
    with pytest.raises(PackedMore):
        sent(world, number, lines={1: Decimal(5)})
    assert seen(world, number).lines[0].shipped == 0


def test_loose_goods_are_put_into_cartons_by_weight(world: World) -> None:
    """Thirty tins of a kilogram go into two cartons beside the package of ten, each with its own number."""
    weighed(world, TIN, "1")
    number = picked(world, (TIN, 40))
    packed(world, {f"{number}/1": 10})
    (shipment,) = sent(world, number)
    assert [(int(p.weight_kg), [q for _, q in inside(p)]) for p in shipment.packages] == [
        (10, [10]),
        (20, [20]),
        (10, [10]),
    ]
    assert len({package.sscc for package in shipment.packages}) == 3


def test_cartons_are_filled_up_to_their_weight() -> None:
    """Two heavy ones go alone, light ones fill what is left, a fraction stays whole."""
    weights = {"heavy": Decimal(25), "light": Decimal(3), "loose": Decimal(1)}
    cartons = filled([("heavy", Decimal(2)), ("light", Decimal(8)), ("loose", Decimal("2.5"))], weights, Decimal(20))
    assert cartons == [{"heavy": 1}, {"heavy": 1}, {"light": 6}, {"light": 2, "loose": Decimal("2.5")}]
    assert filled([], {}, Decimal(20)) == []
    assert weight_of({"loose": Decimal(0)}, weights) == Decimal("0.001")


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 40_000)), min_size=1, max_size=8),
    st.integers(1_000, 30_000),
)
def test_nothing_is_lost_in_cartons(lines: list[tuple[int, int]], carton_grams: int) -> None:
    """Whatever the weights: every unit is in one carton, and only a single unit may be heavier than it."""
    quantities = [(str(index), Decimal(count)) for index, (count, _) in enumerate(lines)]
    weights = {str(index): Decimal(grams) / 1000 for index, (_, grams) in enumerate(lines)}
    limit = Decimal(carton_grams) / 1000
    cartons = filled(quantities, weights, limit)
    for key, quantity in quantities:
        assert sum(carton.get(key, Decimal(0)) for carton in cartons) == quantity
    for carton in cartons:
        assert weight_of(carton, weights) <= limit or sum(carton.values()) == 1


def test_what_nobody_counted_is_not_there() -> None:
    """An article that was packed and not counted differs, too."""
    found = differences({"A": Decimal(2), "B": Decimal(1)}, {"B": Decimal(1), "C": Decimal(3)})
    assert [(d.sku, d.packed, d.counted) for d in found] == [("A", 2, 0), ("C", 0, 3)]
