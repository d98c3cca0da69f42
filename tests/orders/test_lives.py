"""Orders live any life that the verbs allow, and after every step the books agree."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.orders import queries
from domain.orders import service as orders
from domain.orders.schemas import AmendmentRequest, LineAmendment, LineQuantity
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from domain.shared.errors import Refusal
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from tests.support.world import BAG, CUP, OWL, SAM, STAND, TIN, VERA, WILL, World, build, wanted

_SKUS = (BAG, STAND, OWL, CUP, TIN)
_CUSTOMERS = ("THISTLE", "MEADOW", "WHARF", "FREE")
_STEPS = ("draft", "confirm", "ship", "pick", "cancel", "short_close", "decide", "receive", "move", "cover", "replan",
          "expire", "revise", "amend", "return", "payment", "amend_lines",
          "price", "close_short", "reopen", "copy", "invoice")  # fmt: skip

step = st.tuples(st.sampled_from(_STEPS), st.integers(0, 5), st.integers(1, 3), st.integers(1, 60))


@dataclass
class Life:
    """A world, and the numbers of the orders in it."""

    world: World
    numbers: list[str] = field(default_factory=list)
    made: int = 0
    left: dict[str, list[tuple[str, list[LineQuantity]]]] = field(default_factory=dict)

    def take(self, step: tuple[str, int, int, int]) -> None:
        """One step by whoever may; a refusal is an answer like any other."""
        kind, which, line_no, quantity = step
        self.world = self.world.on(self.world.now + timedelta(hours=3))
        number = self.numbers[which % len(self.numbers)] if self.numbers else "SO-1"
        with suppress(Refusal):
            self._verbs(number, which, line_no, quantity)[kind]()
        with self.world.working() as session:
            assert queries.broken_invariants(session) == []

    def _draft(self, which: int, line_no: int, quantity: int) -> None:
        self.made += 1
        lines = [(_SKUS[(which + index) % len(_SKUS)], quantity * 6) for index in range(line_no)]
        request = wanted(*lines, customer=_CUSTOMERS[which % len(_CUSTOMERS)])
        with self.world.working() as session:
            view = orders.draft(session, self.world.desk(), request, key=str(self.made))
        self.numbers.append(view.number)

    def _amend(self, number: str, which: int, line_no: int, quantity: int) -> None:
        """The customer wants other amounts of the articles that stand on the order, and of one more."""
        with self.world.working() as session:
            order = queries.order(session, self.world.desk(), number)
            lines = [(line.sku, (quantity * line.line_no) % 40 * 6) for line in order.lines[: line_no + 1]]
            asked = [(sku, amount) for sku, amount in (*lines, (_SKUS[which % len(_SKUS)], quantity * 6)) if amount]
            request = wanted(*asked, customer=order.customer_id)
            orders.amend(session, self.world.desk(), number, request, revision=None)

    def _amend_lines(self, number: str, which: int, line_no: int, quantity: int) -> None:
        """A line is set to another quantity or taken away, and one is added; whatever may not be is refused whole."""
        changes = [LineAmendment(line_no=line_no, quantity=Decimal(quantity * 6 if quantity % 5 else 0))]
        changes += [LineAmendment(sku=_SKUS[which % len(_SKUS)], quantity=Decimal(quantity * 6))] if which % 2 else []
        with self.world.working() as session:
            orders.amend_lines(
                session, self.world.desk(), number, AmendmentRequest(lines=tuple(changes)), revision=None
            )

    def _price(self, number: str, line_no: int, quantity: int) -> None:
        """A price is agreed; what is set aside stays exactly where it is."""
        keys = [f"{number}/{line}" for line in range(1, 12)]
        with self.world.working() as session:
            before = stock_queries.allocations(session, keys)
            change = LineAmendment(line_no=line_no, unit_price=Decimal(quantity))
            orders.amend_lines(session, self.world.desk(VERA), number, AmendmentRequest(lines=(change,)), revision=None)
            assert stock_queries.allocations(session, keys) == before

    def _invoice(self, number: str) -> None:
        """The oldest shipment of the order that has no invoice gets one."""
        left = self.left.get(number)
        if left:
            shipment, parts = left.pop(0)
            with self.world.working() as session:
                orders.invoice_shipment(session, self.world.desk(WILL), number, shipment, lines=parts)

    def _copy(self, number: str) -> None:
        self.made += 1
        with self.world.working() as session:
            view = orders.copy_order(session, self.world.desk(), number, key=f"copy-{self.made}")
        self.numbers.append(view.number)

    def _verbs(self, number: str, which: int, line_no: int, quantity: int) -> dict[str, Callable[[], object]]:
        world, desk, will = self.world, self.world.desk(), self.world.desk(WILL)
        key, robot = f"{number}/{line_no}", self.world.desk(system("test"))
        parts = [LineQuantity(line_key=key, quantity=Decimal(quantity))]

        def run(verb: Callable[..., object], *given: object, **more: object) -> Callable[[], object]:
            def call() -> object:
                with world.working() as session:
                    return verb(session, *given, **more)

            return call

        def ship_and_invoice() -> None:
            with world.working() as session:
                name = f"SH-{number}-{world.now:%d%H}"
                orders.record_shipped(session, will, parts, shipment_number=name)
                if quantity % 2:
                    orders.invoice_shipment(session, will, number, name, lines=parts)
                    return
            self.left.setdefault(number, []).append((name, parts))

        return {
            "draft": lambda: self._draft(which, line_no, quantity),
            "confirm": run(orders.confirm, desk, number, revision=None),
            "ship": ship_and_invoice,
            "pick": run(orders.record_picked, will, parts),
            "cancel": run(orders.cancel, desk, number, revision=None, reason="test"),
            "short_close": run(orders.short_close, desk, key),
            "decide": run(
                orders.decide_hold, world.desk(SAM), which + 1, revision=1, snapshot_hash=None,
                approve=quantity % 3 > 0, comment="test",
            ),
            "receive": run(stock.receive, will, "SUP-1" if which % 2 else "SUP-2", 1, quantity=Decimal(quantity)),
            "move": run(stock.move_receipt, will, "SUP-2", 1, new_due_date=desk.today + timedelta(days=quantity)),
            "cover": run(orders.cover_backorders, robot, _SKUS),
            "replan": run(orders.replan_promises, robot, None),
            "expire": run(orders.expire_held_stock, world.on(world.now + timedelta(days=9)).desk(), number),
            "revise": run(
                orders.revise_held, desk, number, wanted((BAG, quantity), customer="MEADOW"), revision=None
            ),
            "amend": lambda: self._amend(number, which, line_no, quantity),
            "amend_lines": lambda: self._amend_lines(number, which, line_no, quantity),
            "price": lambda: self._price(number, line_no, quantity),
            "close_short": run(orders.close_short, desk, number, revision=None, reason="test"),
            "reopen": run(orders.reopen, world.desk(VERA), number, revision=None, reason="test"),
            "copy": lambda: self._copy(number),
            "invoice": lambda: self._invoice(number),
            "return": run(orders.record_returned, will, parts),
            "payment": run(orders.release_holds_of, robot, _CUSTOMERS[which % len(_CUSTOMERS)]),
        }  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=st.lists(step, min_size=8, max_size=25))
def test_s3_whatever_happens_the_books_agree(
    steps: list[tuple[str, int, int, int]], sqlite_template: Path, tmp_path: Path
) -> None:
    """Lines, stock, credit and states tell the same story after every step of a random life."""
    path = tmp_path / "life.db"
    for old in tmp_path.glob("life.db*"):
        old.unlink()
    shutil.copy(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    try:
        life = Life(build(Transactions(engine)))
        for opening in (("draft", 0, 2, 9), ("confirm", 0, 1, 1), ("draft", 1, 2, 40), ("confirm", 1, 1, 1)):
            life.take(opening)
        for one in steps:
            life.take(one)
    finally:
        engine.dispose()
