"""Owns the trade as a machine of random steps, each held against the paper and against the audit of the books."""

import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from app.reactions import Reactor
from benchmarks.replay.books import wrong
from domain.approvals import queries as approvals
from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import PaymentRequest
from domain.customers import queries as customers
from domain.customers import service as customer_service
from domain.employees.schemas import EmployeeView
from domain.orders import queries as orders
from domain.orders import service as order_service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import AmendmentRequest, LineAmendment, LineView, OrderView
from domain.returns import service as returns
from domain.returns.schemas import Inspected, ReturnAsk, Settlement
from domain.shared.actors import Role, system
from domain.shared.database import Transactions
from domain.shared.errors import Refusal
from domain.shared.money import Money
from domain.shipping import service as shipping
from domain.shipping.schemas import ShipmentView
from domain.stock import service as stock
from tests.support.world import BAG, FAY, MIA, OWL, STAND, TIN, VERA, WILL, World, build, wanted
from tests.trade.paper import LIMITS, NOTHING, ON_THE_WAY, Back, Line, Paper, PaperOrder

SKUS = (BAG, STAND, OWL, TIN)
#: Reopens orders and agrees on prices, so that the director may still decide about what she did.
IDA = EmployeeView(email="ida@wholesaler.example", name="Ida", roles=frozenset({Role.SALES_MANAGER}))
#: Has an invoice for each week, and for each PO.
WEEKLY = frozenset({"FREE"})
HOLDING = {OrderState.PENDING_CONFIRMATION}
OVER = {OrderState.CANCELLED, OrderState.DISCARDED}
#: Who asks to send so many back asks for what they may have never had.
TOO_MUCH = 20
UNDER_WAY = (OrderState.CONFIRMED, OrderState.IN_FULFILMENT)
SENT = (OrderState.IN_FULFILMENT, OrderState.SHIPPED, OrderState.INVOICED, OrderState.CLOSED)
some = st.integers(0, 30)
counts = st.integers(1, 90)
customer_ids = st.sampled_from(sorted(LIMITS))
skus = st.sampled_from(SKUS)
words = st.sampled_from(["restock", "quarantine", "scrap", "return_to_customer"])
settlements = st.sampled_from([*[Settlement.CREDIT] * 3, Settlement.REPLACE, Settlement.REPAIR, Settlement.REFUSE])
Step = Callable[..., None]


def on_an_order(*states: OrderState, **drawn: Any) -> Callable[[Step], Step]:
    """A step on an order in one of these states, given by its number; nothing happens while there is none.

    Which states there are must not decide which steps can be drawn: it depends on who was first of two at once.
    """

    def as_rule(step: Step) -> Step:
        def taken(trade: "Trade", which: int, **given: Any) -> None:
            found = trade.numbers_in(*states)
            if found:
                step(trade, found[which % len(found)], **given)

        taken.__name__, taken.__doc__ = step.__name__, step.__doc__
        return cast("Step", rule(which=some, **drawn)(taken))

    return as_rule


class Trade(RuleBasedStateMachine):
    """Clerks, managers, the warehouse, the bank and customers at work on one small wholesaler.

    `transactions` gives an empty database for each run.
    """

    transactions: Callable[[], Transactions]

    def __init__(self) -> None:
        super().__init__()
        #: Every order as it stands after the last step.
        self.views: dict[str, OrderView] = {}

    @initialize(first=st.lists(st.tuples(customer_ids, skus, skus, counts, st.booleans()), min_size=3, max_size=4))
    def open_shop(self, first: list[tuple[str, str, str, int, bool]]) -> None:
        """The wholesaler opens, and its first orders come in."""
        self.world: World = build(type(self).transactions())
        with self.world.working() as session:
            weekly = customers.customers(session, WEEKLY)
            importer = self.world.desk(system("import"))
            for view in weekly.values():
                changed = view.model_copy(update={"invoicing": "collective_week"})
                customer_service.import_customers(session, importer, [changed])
        self.paper = Paper()
        self.made = 0
        self.reactor = Reactor(self.world.transactions, lambda actor, _source: self.world.desk(actor))
        for customer, sku, other, count, dozens in first:
            self._order(customer, sku, other, count, dozens)

    def numbers_in(self, *states: OrderState) -> list[str]:
        """The orders that are in one of these states, by number."""
        return sorted(number for number, view in self.views.items() if view.state in states)

    # What people do. A refusal is an answer; anything else that is raised is a bug.

    @rule(customer=customer_ids, sku=skus, other=skus, count=counts, dozens=st.booleans())
    def order(self, customer: str, sku: str, other: str, count: int, dozens: bool) -> None:
        """A clerk drafts and confirms an order of two articles; bags may be ordered by the dozen."""
        self._order(customer, sku, other, count, dozens)

    def _order(self, customer: str, sku: str, other: str, count: int, dozens: bool) -> None:
        lines: list[tuple[Any, ...]] = [(sku, count, "each")]
        pieces = {sku: Decimal(count)}
        if sku == BAG and dozens:
            lines, pieces = [(BAG, count % 9 + 1, "dozen")], {BAG: Decimal(12 * (count % 9 + 1))}
        if other not in pieces:
            lines.append((other, count % 7 + 1, "each"))
            pieces[other] = Decimal(count % 7 + 1)
        self.made += 1
        with self.world.working() as session:
            draft = order_service.draft(
                session, self.world.desk(), wanted(*lines, customer=customer, customer_po=f"PO {self.made}"),
                key=f"machine:{self.made}",
            )  # fmt: skip
        self.paper.orders[draft.number] = PaperOrder(customer, pieces)
        assert draft.total.amount == self.paper.orders[draft.number].total
        with self.world.working() as session:
            view = order_service.confirm(session, self.world.desk(), draft.number, revision=draft.revision)
        assert (view.state in HOLDING) == self.paper.is_held(view.number), view.credit
        self._settle(view.number)

    @on_an_order(OrderState.PENDING_CONFIRMATION, approve=st.booleans())
    def decide(self, number: str, approve: bool) -> None:
        """The director decides about a held order."""
        with self.world.working() as session:
            for asked in approvals.open_of(session, f"order:{number}"):
                order_service.decide_hold(
                    session, self.world.desk(VERA), asked.id, revision=asked.revision,
                    snapshot_hash=asked.snapshot_hash, approve=approve, comment="decided",
                )  # fmt: skip
        self._settle(number)

    @on_an_order(*UNDER_WAY, part=st.integers(1, 3))
    def pick(self, number: str, part: int) -> None:
        """Somebody in the warehouse picks all that is allocated, or a part of each line."""
        self._pick(number, part)
        self._settle(number)

    @on_an_order(OrderState.PENDING_CONFIRMATION)
    def pick_what_is_held(self, number: str) -> None:
        """Nothing of a held order can be picked or shipped."""
        before = self._view(number)
        assert self._try(lambda session: shipping.pick(session, self.world.desk(WILL), number)) is None
        assert self._try(lambda session: shipping.ship(session, self.world.desk(WILL), number, carrier="Van")) is None
        assert self._view(number).lines == before.lines

    @on_an_order(*UNDER_WAY, part=st.integers(1, 2))
    def ship(self, number: str, part: int) -> None:
        """What is picked leaves, or else all that is allocated, or half of it; the invoice follows."""
        if part > 1:
            self._pick(number, part)
        shipment = self._try(lambda session: shipping.ship(session, self.world.desk(WILL), number, carrier="Van"))
        if shipment is not None:
            self._sent(shipment)
            self.everybody_owes_what_the_paper_says()  # what has left and is not billed yet
        self._settle(number)

    @rule(customer=customer_ids, pence=st.integers(1, 90_000), all_of_it=st.booleans())
    def pay(self, customer: str, pence: int, all_of_it: bool) -> None:
        """A customer pays something, or everything that is billed."""
        owed = self.paper.claim(customer) - self.paper.paid[customer] - self.paper.credited[customer]
        amount = owed if all_of_it and owed > 0 else Decimal(pence) / 100
        self.made += 1
        request = PaymentRequest(
            payment_id=f"M{self.made}", bill_to=customer, received_date=self.world.desk().today,
            amount=Money(amount, "GBP"),
        )  # fmt: skip
        with self.world.working() as session:
            billing_service.receive_payment(session, self.world.desk(FAY), request)
        with self.world.working() as session:  # the same money again is the same money
            billing_service.receive_payment(session, self.world.desk(FAY), request)
        self.paper.paid[customer] += amount
        self._settle()

    @precondition(lambda self: any(self.paper.coming.values()))
    @rule(supplier_order=st.sampled_from(sorted(ON_THE_WAY)), count=counts)
    def receive(self, supplier_order: str, count: int) -> None:
        """Goods come in and go to who waits longest."""
        quantity = min(Decimal(count), self.paper.coming[supplier_order])
        if quantity:
            with self.world.working() as session:
                stock.receive(session, self.world.desk(WILL), supplier_order, 1, quantity=quantity)
            self.paper.coming[supplier_order] -= quantity
            self.paper.goods[ON_THE_WAY[supplier_order][0]] += quantity
        self._settle()

    @on_an_order(*SENT, line_no=st.integers(1, 3), count=st.integers(1, TOO_MUCH), word=words, how=settlements,
                 later=st.booleans())  # fmt: skip
    def take_back(self, number: str, line_no: int, count: int, word: str, how: Settlement, later: bool) -> None:
        """Goods come back, are looked at and settled: at once, or when somebody finds the time."""
        lines = self._view(number).lines
        line = next((line for line in lines if line.line_no == line_no), lines[0])
        left, line_no = line.shipped - line.returned, line.line_no
        quantity = min(left, Decimal(count)) if left and count < TOO_MUCH else Decimal(count)
        ask = ReturnAsk(line_no=line_no, quantity=quantity, reason="wrong_item")
        rma = self._try(lambda session: returns.authorise(session, self.world.desk(MIA), number, [ask]))
        assert (rma is not None) == (quantity <= left)
        if rma is None:
            return
        with self.world.working() as session:
            returns.receive(session, self.world.desk(WILL), rma.number)
        key = (line.sku, line_no)
        back = self.paper.take_back(rma.number, number, key, count=quantity, billed=line.invoiced)
        if not later:
            self._settle_return(back, word, how)
        self._settle(number)

    @precondition(lambda self: self.paper.open_returns)
    @rule(which=some, word=words, how=settlements)
    def settle_a_return(self, which: int, word: str, how: Settlement) -> None:
        """Goods that came back some time ago are looked at and settled."""
        waiting = self.paper.open_returns
        self._settle_return(waiting[which % len(waiting)], word, how)
        self._settle()

    def _settle_return(self, back: Back, word: str, how: Settlement) -> None:
        with self.world.working() as session:
            seen = Inspected(line_no=back.line[1], quantity=back.count, disposition=word)
            returns.inspect(session, self.world.desk(WILL), back.rma, [seen])
            settled = returns.settle(session, self.world.desk(FAY), back.rma, settlement=how)
        self.paper.settle(back, word=word, is_credited=how is Settlement.CREDIT)
        if settled.replacement_order:
            sku, customer = back.line[0], self.paper.orders[back.number].customer
            self.paper.orders[settled.replacement_order] = PaperOrder(
                customer, {sku: back.count}, prices={sku: NOTHING}, agreed={sku}, is_replacement=True
            )

    @on_an_order(*UNDER_WAY, sku=skus, count=st.integers(0, 90))
    def amend(self, number: str, sku: str, count: int) -> None:
        """The customer wants another quantity of an article that they ordered, more or less, or of a new one."""
        order = self.paper.orders[number]
        if order.is_replacement:
            return  # what it costs beside is asked elsewhere
        articles = [*sorted(order.wanted), sku]
        changed = articles[count % len(articles)]
        is_settled = changed in order.agreed or order.sent.get(changed, NOTHING) > 0
        if is_settled and count > order.wanted.get(changed, NOTHING):
            return  # more of it is a line of its own, at the price of the whole
        asked = {**order.wanted, changed: Decimal(count)}
        lines = [(article, pieces, "each") for article, pieces in asked.items() if pieces]
        if not lines:
            return
        request = wanted(*lines, customer=order.customer, customer_po=f"PO {self.made}")
        self._try(lambda session: order_service.amend(session, self.world.desk(), number, request, revision=None))
        self._read_wanted(number)
        order.reprice()
        self._settle(number)

    @on_an_order(OrderState.CONFIRMED, OrderState.PENDING_CONFIRMATION)
    def cancel(self, number: str) -> None:
        """An order of which nothing left is given up."""
        self._cancel(number)

    def _cancel(self, number: str) -> None:
        self._try(lambda session: order_service.cancel(session, self.world.desk(), number, revision=None, reason="no"))
        self._settle(number)

    @on_an_order(*UNDER_WAY, line_no=st.sampled_from([None, 1, 2, 3]))
    def close_the_rest(self, number: str, line_no: int | None) -> None:
        """The customer takes no more of a line, or of the order."""
        line_nos = None if line_no is None else [line_no]
        self._try(
            lambda session: order_service.close_short(
                session, self.world.desk(), number, line_nos, revision=None, reason="no more"
            )
        )
        self._read_wanted(number)
        self._settle(number)

    @on_an_order(OrderState.CANCELLED, OrderState.CONFIRMED, OrderState.PENDING_CONFIRMATION)
    def reopen(self, number: str) -> None:
        """An order that is cancelled, or is now, is wanted again; it is looked at as if it came in now."""
        if self.views[number].state != OrderState.CANCELLED:
            self._cancel(number)
        if self.views[number].state != OrderState.CANCELLED or self._pieces(self.views[number])[1]:
            return
        order = self.paper.orders[number]
        if order.is_replacement:
            return
        order.wanted = self._ordered(number)
        order.reprice()
        with self.world.working() as session:
            view = order_service.reopen(session, self.world.desk(IDA), number, revision=None, reason="after all")
        assert (view.state in HOLDING) == self.paper.is_held(number), view.credit
        order.is_accepted = False
        self._settle(number)

    @on_an_order(OrderState.CONFIRMED, line_no=st.integers(1, 3), pence=st.integers(300, 2000))
    def agree_another_price(self, number: str, line_no: int, pence: int) -> None:
        """Sales agree another price for a line of which nothing has left; nothing else of the order moves."""
        before = self._view(number)
        line = next((line for line in before.lines if line.line_no == line_no), None)
        same = [each for each in before.lines if line and each.sku == line.sku]
        if line is None or len(same) > 1 or line.shipped or line.cancelled or line.is_free:
            return
        price = LineAmendment(line_no=line_no, unit_price=Decimal(pence) / 100)
        asked = AmendmentRequest(lines=(price,), reason="agreed by telephone")
        with self.world.working() as session:
            order_service.amend_lines(session, self.world.desk(IDA), number, asked, revision=None)
        after = self._view(number)
        assert [(each.allocated, each.open, each.picked) for each in after.lines] == [
            (each.allocated, each.open, each.picked) for each in before.lines
        ]
        self.paper.orders[number].prices[line.sku] = Decimal(pence) / 100
        self.paper.orders[number].agreed.add(line.sku)
        self._settle(number)

    @on_an_order(*UNDER_WAY)
    def list_and_give_up(self, number: str) -> None:
        """A pick list is worked on in part and closed: what was not taken may be picked at once."""
        if self._is_idle(number):
            return
        desk = self.world.desk(WILL)
        with self.world.working() as session:
            lists = shipping.make_pick_lists(session, desk, numbers=[number])
            for made in lists:
                shipping.close_pick_list(session, desk, made.pick_list)
        with self.world.working() as session:
            view = shipping.pick(session, desk, number)
        assert not any(line.allocated for line in view.lines)
        self._settle(number)

    @rule(first=some, second=some)
    @precondition(lambda self: len(self.paper.orders) > 1)
    def two_at_once(self, first: int, second: int) -> None:
        """Two people act at the same moment: one ships and one short-closes, amends or ships; nobody hears an error."""
        numbers = sorted(self.paper.orders)
        one, other = numbers[first % len(numbers)], numbers[second % len(numbers)]
        acts: tuple[Callable[[Any], Any], ...] = (
            lambda session: shipping.ship(session, self.world.desk(WILL), one, carrier="Van"),
            lambda session: shipping.ship(session, self.world.desk(WILL), other, carrier="Lorry"),
            lambda session: order_service.short_close(session, self.world.desk(), f"{other}/1"),
        )
        shipments = self._at_once(*acts)
        for shipment in shipments[:2]:
            if shipment is not None:
                self._sent(shipment)
        for number in {one, other}:
            self._read_wanted(number)
        self._settle(one, other)

    @rule(days=st.integers(1, 3))
    def nights_pass(self, days: int) -> None:
        """Soft holds end, old promises are looked at."""
        self.world = self.world.on(self.world.now + timedelta(days=days))
        with self.world.working() as session:
            desk = self.world.desk(system("night"))
            for number in orders.held_too_long(session, desk):
                order_service.expire_held_stock(session, desk, number)
            stock.release_expired(session, desk)
            order_service.replan_promises(session, desk, None, cause="receipt_late")
            assert shipping.invoice_periods(session, desk).refused == ()
        self._settle()
        self.weeks_that_are_over_are_billed()

    # What must be true after every step.

    @invariant()
    def the_books_agree(self) -> None:
        """Every book adds up, by SQL of its own."""
        if hasattr(self, "paper"):
            with self.world.working() as session:
                assert wrong(session, self.world.desk()) == []

    @invariant()
    def goods_are_what_was_counted(self) -> None:
        """No piece appears or vanishes."""
        if hasattr(self, "paper"):
            said = "SELECT sku, sum(on_hand) FROM stock_balances GROUP BY sku"
            with self.world.working() as session:
                held = {sku: Decimal(int(count)) / 1_000_000 for sku, count in session.execute(text(said))}
            assert {sku: held[sku] for sku in SKUS} == self.paper.goods

    @invariant()
    def everybody_owes_what_the_paper_says(self) -> None:
        """Exposure is billed, less paid and credited, plus what is to come."""
        if hasattr(self, "paper"):
            with self.world.working() as session:
                known = customers.customers(session, LIMITS)
                owed = {key: billing.exposure(session, self.world.desk(), known[key]).total.amount for key in LIMITS}
            assert owed == {key: self.paper.exposure(key) for key in LIMITS}

    @invariant()
    def orders_are_what_was_agreed(self) -> None:
        """Quantities, what has left, and the price of each article."""
        if hasattr(self, "paper"):
            for number, order in self.paper.orders.items():
                view = self.views[number]
                if view.state in OVER:
                    continue
                wanted_now, sent = self._pieces(view)
                assert (wanted_now, sent) == (
                    {sku: pieces for sku, pieces in order.wanted.items() if pieces},
                    {sku: pieces for sku, pieces in order.sent.items() if pieces},
                ), number
                assert {(line.sku, line.unit_price) for line in view.lines if line.base_quantity > line.cancelled} == {
                    (sku, order.prices[sku]) for sku, pieces in order.wanted.items() if pieces
                }, number

    @invariant()
    def what_is_delivered_and_paid_is_closed(self) -> None:
        """An order of which nothing is left to come is billed, and closed once its customer owes nothing."""
        if hasattr(self, "paper"):
            for number, order in self.paper.orders.items():
                now = {sku: pieces for sku, pieces in order.wanted.items() if pieces}
                if order.is_accepted and not order.is_over and now == {sku: n for sku, n in order.sent.items() if n}:
                    owed = self.paper.claim(order.customer) - self.paper.paid[order.customer]
                    states = {OrderState.CLOSED} if owed <= 0 else {OrderState.INVOICED, OrderState.CLOSED}
                    if order.is_replacement:
                        states = {OrderState.INVOICED, OrderState.CLOSED}
                    elif any(self._waits(order, line) for line in self.views[number].lines):
                        states = {OrderState.SHIPPED}
                    assert self.views[number].state in states, number

    @invariant()
    def nothing_in_dispute_is_billed(self) -> None:
        """What left is billed at once, or waits for its week; what came back unbilled and is not settled waits."""
        if hasattr(self, "paper"):
            for number, order in self.paper.orders.items():
                for line in self.views[number].lines:
                    if not order.is_replacement:
                        most = order.to_bill((line.sku, line.line_no))
                        least = NOTHING if order.customer in WEEKLY else most
                        assert least <= line.invoiced <= most, line.line_key

    def weeks_that_are_over_are_billed(self) -> None:
        """Nothing that left in a week that is over waits for an invoice, but what is in dispute."""
        today = self.world.desk().today
        for number, order in self.paper.orders.items():
            for line in self.views[number].lines:
                if order.customer in WEEKLY and not order.is_replacement:
                    key = (line.sku, line.line_no)
                    assert line.invoiced >= order.to_bill(key) - order.of_open_weeks(key, today), line.line_key

    @invariant()
    def nothing_lies_idle_while_somebody_waits(self) -> None:
        """Free goods go to who waits for them."""
        if not hasattr(self, "paper"):
            return
        waiting: defaultdict[str, Decimal] = defaultdict(lambda: Decimal(10**9))
        for number, order in self.paper.orders.items():
            view = self.views[number]
            if order.is_accepted and view.state not in OVER:
                for line in view.lines:
                    if line.open:
                        waiting[line.sku] = min(waiting[line.sku], line.base_quantity / line.quantity)
        said = "SELECT sku, sum(on_hand - allocated - quarantined - reserved) FROM stock_balances GROUP BY sku"
        with self.world.working() as session:
            free = {sku: Decimal(int(count)) / 1_000_000 for sku, count in session.execute(text(said))}
        assert {sku for sku, step in waiting.items() if free[sku] >= step} == set()

    # How it is done.

    def _settle(self, *numbers: str) -> None:
        """All that follows has followed; the paper learns what was accepted and what is over."""
        self.reactor.run_until_idle()
        self.world = self.world.on(self.world.now + timedelta(minutes=20))
        with self.world.working() as session:
            stock.release_expired(session, self.world.desk(system("night")))
        self.reactor.run_until_idle()
        self.views = {number: self._view(number) for number in self.paper.orders}
        for number, order in self.paper.orders.items():
            state = self.views[number].state
            if not order.is_accepted and state not in HOLDING | OVER | {OrderState.DRAFT}:
                order.is_accepted = True
            order.is_over = state in OVER

    def _sent(self, shipment: ShipmentView) -> None:
        sent: defaultdict[Line, Decimal] = defaultdict(Decimal)
        for line in shipment.lines:
            sent[line.sku, int(line.line_key.rpartition("/")[2])] += line.quantity
        self.paper.send(shipment.order_number, sent, self.world.desk().today)

    def _waits(self, order: PaperOrder, line: LineView) -> bool:
        key = (line.sku, line.line_no)
        return order.to_bill(key) + order.disputed[key] > line.invoiced

    def _view(self, number: str) -> OrderView:
        with self.world.working() as session:
            return orders.order(session, self.world.desk(), number)

    def _pieces(self, view: OrderView) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        wanted_now: defaultdict[str, Decimal] = defaultdict(Decimal)
        sent: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in view.lines:
            wanted_now[line.sku] += line.base_quantity - line.cancelled
            sent[line.sku] += line.shipped
        return (
            {sku: pieces for sku, pieces in wanted_now.items() if pieces},
            {sku: pieces for sku, pieces in sent.items() if pieces},
        )

    def _pick(self, number: str, part: int) -> None:
        quantities = {
            line.line_no: (line.allocated / part).to_integral_value("ROUND_CEILING")
            for line in self._view(number).lines
            if line.allocated
        }
        self._try(lambda session: shipping.pick(session, self.world.desk(WILL), number, quantities or None))

    def _is_idle(self, number: str) -> bool:
        """Whether nothing of an order may be picked: all is elsewhere, or somebody has to decide first."""
        view = self._view(number)
        held = any(hold.released_at is None for hold in view.holds)
        return held or not any(line.allocated for line in view.lines)

    def _ordered(self, number: str) -> dict[str, Decimal]:
        every: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in self._view(number).lines:
            every[line.sku] += line.base_quantity
        return dict(every)

    def _read_wanted(self, number: str) -> None:
        """What was given up or agreed anew is taken from the order; it may never be less than what has left."""
        now, sent = self._pieces(self._view(number))
        assert all(now.get(sku, NOTHING) >= pieces for sku, pieces in sent.items())
        self.paper.orders[number].wanted = now

    def _try(self, act: Callable[[Any], Any]) -> Any:
        with suppress(Refusal), self.world.working() as session:
            return act(session)
        return None

    def _at_once(self, *acts: Callable[[Any], Any]) -> list[Any]:
        """What each of several people got who act together; None for who was refused. Raises what is no refusal."""
        start = threading.Barrier(len(acts))

        def run(act: Callable[[Any], Any]) -> Any:
            start.wait()
            return self._try(act)

        with ThreadPoolExecutor(len(acts)) as people:
            return list(people.map(run, acts))
