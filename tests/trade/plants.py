"""Owns bugs that users of other systems met, planted one at a time: each makes one decision of ours wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from domain.catalog import service as catalog
from domain.orders.lifecycle import OrderState
from domain.orders.queries import rows
from domain.orders.rules.amounts import upto_invoiced, upto_shipped
from domain.orders.service import line_amending, recording, reopening, reshaping, settling
from domain.orders.service.judging import Judgement
from domain.shipping import queries as shipping_queries
from domain.shipping import service as shipping
from domain.shipping.schemas import PickListView
from domain.stock import rules as stock_rules
from domain.stock import service as stock
from domain.stock.schemas import AllocatedPart

#: The room, the name in it, what stands there instead, given what stood there; and what people do who complain of it.
Plant = tuple[Any, str, Callable[[Any], Any], frozenset[str]]


def _sells_what_is_not_there(_right: Any) -> Any:
    def taken(_self: Any, request: Any) -> tuple[AllocatedPart, ...]:
        return (AllocatedPart.model_construct(warehouse="MAIN", quantity=request.quantity),)

    return taken


def _finds_nothing(_right: Any) -> Any:
    def judged(*_given: Any, **_more: Any) -> Judgement:
        return Judgement(None, (), 0)

    return judged


def _frees_nothing(_right: Any) -> Any:
    def closed(session: Any, _desk: Any, number: str) -> PickListView:
        """The list stays open, and what was on it stays on it."""
        return shipping_queries.pick_list(session, number)

    return closed


def _forgets_the_rest(right: Any) -> Any:
    def state_after(lines: Any) -> OrderState:
        """A line counts as done only if all that was ordered has left."""
        done = all(line.shipped == line.base_quantity for line in lines)
        state: OrderState = right(lines)
        return state if done or state not in (OrderState.SHIPPED, OrderState.INVOICED) else OrderState.IN_FULFILMENT

    return state_after


def _twice(right: Any) -> Any:
    def converted(product: Any, quantity: Decimal, unit: str | None) -> Decimal:
        once: Decimal = right(product, quantity, unit)
        return once * once / quantity

    return converted


def _keeps_every_price(_right: Any) -> Any:
    def grows_in_place(_line: Any) -> bool:
        """The price that a line had once is never looked at again."""
        return False

    return grows_in_place


def _moves_stock_with_the_price(right: Any) -> Any:
    def moved(session: Any, desk: Any, order: Any, **more: Any) -> Any:
        """All lines are given back and wait again, whatever changed of them."""
        for line in rows.line_rows(session, [order.id]):
            stock.deallocate(session, desk, [line.line_key], keeping={line.line_key: line.picked})
            line.open, line.allocated = line.open + line.allocated, Decimal(0)
        return right(session, desk, order, **more)

    return moved


def _gives_nothing_back(_right: Any) -> Any:
    def deallocate(*_given: Any, **_more: Any) -> None:
        """What was set aside stays set aside."""

    return deallocate


def _doing(steps: str) -> frozenset[str]:
    return frozenset(steps.split())


#: Codes of the complaints that each bug is about, and what is wrong with it.
PLANTS: dict[str, Plant] = {
    "C1 what is not there is sold": (
        stock_rules.Outlook,
        "take_on_hand",
        _sells_what_is_not_there,
        _doing("order receive"),
    ),
    "C6 what is reopened passes the limit": (reopening, "judge", _finds_nothing, _doing("order decide cancel reopen")),
    "C7 what was delivered is counted once more": (
        recording,
        "upto_shipped",
        lambda _right: upto_invoiced,
        _doing("order decide pick ship"),
    ),
    "C8 what is confirmed is not counted": (recording, "upto_end", lambda _right: upto_shipped, _doing("order pay")),
    "C16 a pick list that is closed keeps its goods": (
        shipping,
        "close_pick_list",
        _frees_nothing,
        _doing("order decide list_and_give_up"),
    ),
    "C17 the rest that is given up keeps the order open": (
        settling,
        "state_after",
        _forgets_the_rest,
        _doing("order decide pick ship close_the_rest"),
    ),
    "C22 the factor of a unit is applied twice": (catalog, "to_base", _twice, _doing("order receive")),
    "C28 the price of a break stays when the quantity drops": (
        reshaping,
        "grows_in_place",
        _keeps_every_price,
        _doing("order decide amend pick"),
    ),
    "C32 what is cancelled keeps its reservation": (stock, "deallocate", _gives_nothing_back, _doing("order cancel")),
    "C33 another price moves the stock": (
        line_amending,
        "move_stock",
        _moves_stock_with_the_price,
        _doing("order agree_another_price"),
    ),
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The product with one bug in it."""
    room, attribute, wrong, _ = PLANTS[name]
    right = getattr(room, attribute)
    setattr(room, attribute, wrong(right))
    try:
        yield
    finally:
        setattr(room, attribute, right)
