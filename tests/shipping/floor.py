"""Owns the short sentences that stories of the warehouse are told in. Will works there."""

from collections.abc import Mapping
from decimal import Decimal

from domain.shipping import queries, service
from domain.shipping.schemas import PackageAsk, PackageView, PickListView, ShipmentView
from tests.support.world import WILL, World


def listed(world: World, *numbers: str, **which: str) -> tuple[PickListView, ...]:
    """Will makes pick lists, of these orders or of everything."""
    with world.working() as session:
        return service.make_pick_lists(session, world.desk(WILL), numbers=numbers or None, **which)


def taken(world: World, pick_list: str, quantities: Mapping[int, int] | None = None) -> PickListView:
    """Will took these quantities by position, or everything."""
    said = None if quantities is None else {position: Decimal(count) for position, count in quantities.items()}
    with world.working() as session:
        return service.confirm_picked(session, world.desk(WILL), pick_list, said)


def packed(world: World, contents: Mapping[str, int], **more: object) -> PackageView:
    """Will packs these quantities by order line."""
    ask = PackageAsk.model_validate({"contents": {key: Decimal(count) for key, count in contents.items()}, **more})
    with world.working() as session:
        return service.pack(session, world.desk(WILL), ask)


def sent(world: World, *numbers: str, carrier: str | None = "Royal Mail", **more: object) -> tuple[ShipmentView, ...]:
    """Will sends these orders off."""
    with world.working() as session:
        return service.ship_all(session, world.desk(WILL), numbers, carrier=carrier, **more)  # type: ignore[arg-type]


def rows_of(view: PickListView) -> list[tuple[int, str, str, int, int]]:
    """The lines of a list in short: position, bin, order line, quantity, still to take."""
    return [(line.position, line.bin, line.line_key, int(line.quantity), int(line.to_take)) for line in view.lines]


def list_now(world: World, pick_list: str) -> PickListView:
    """A list as it stands."""
    with world.transactions.read() as session:
        return queries.pick_list(session, pick_list)
