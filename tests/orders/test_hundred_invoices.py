"""A hundred invoices, drawn from a seed, recomputed in whole pennies by another method: every sum is the same."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import FREIGHT, InvoiceCorrection, LineCorrection, PaperView
from domain.orders import service as orders
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.schemas import Charge, LineQuantity, OrderView, ShipmentToInvoice
from domain.orders.service.summing import sum_up
from domain.shared.actors import system
from domain.shared.money import Money
from domain.stock import service as stock
from tests.orders.stories import confirmed
from tests.support.world import BAG, CUP, FAY, OWL, STAND, TIN, WILL, World

SKUS = (BAG, STAND, OWL, CUP, TIN)
RATES = (Decimal(20), Decimal(5), Decimal(0), Decimal("17.5"))
INVOICES = 100


def half_up(value: Fraction) -> int:
    """Rounded half up to a whole number."""
    return int((value * 2 + 1) // 2)


def pennies(amount: Decimal) -> int:
    """An amount in whole pennies; it has no smaller part."""
    assert amount * 100 == int(amount * 100)
    return int(amount * 100)


def spread_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole pennies by weight, the rest to the largest lost fractions, earlier ones first."""
    if not total:
        return [0] * len(weights)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(share // 1) for share in exact]
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[: total - sum(parts)]:
        parts[index] += 1
    return parts


def order_sums(order: SalesOrder, lines: Sequence[OrderLine]) -> tuple[int, dict[Decimal, tuple[int, int]]]:
    """The total of an order and its (base, tax) by rate, in pennies, from quantities, prices and discounts alone."""
    amounts = [
        half_up(Fraction(line.ordered) * Fraction(line.unit_price) * (1 - Fraction(line.discount)) * 100)
        for line in lines
    ]
    discount = half_up(sum(amounts) * Fraction(order.discount_share))
    amounts = [whole - off for whole, off in zip(amounts, spread_out(discount, amounts), strict=True)]
    by_rate: dict[Decimal, int] = defaultdict(int)
    for line, amount in zip(lines, amounts, strict=True):
        by_rate[line.tax_rate] += amount
    rows = {}
    for rate, amount in by_rate.items():
        if order.tax_included:
            base = half_up(Fraction(amount * 100) / (100 + Fraction(rate)))
            rows[rate] = (base, amount - base)
        else:
            rows[rate] = (amount, half_up(amount * Fraction(rate) / 100))
    return sum(base + tax for base, tax in rows.values()), rows


def taken(world: World, chance: random.Random, key: int) -> OrderView:
    """An order with discounts, several taxes, and prices with or without tax."""
    wanted = [(sku, 12 * chance.randint(1, 9)) for sku in chance.sample(SKUS, chance.randint(1, 4))]
    view = confirmed(world, *wanted, customer="FREE", key=f"random {key}")
    with world.working() as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.number == view.number)).one()
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no))
        rows = list(lines)
        order.tax_included = chance.random() < 0.4
        order.discount_share = chance.choice((Decimal(0), Decimal("0.03"), Decimal("0.075")))
        order.terms = chance.choice(("30", "2/10 net 30", "33.3/33.3/33.4@0,30,60"))
        for line in rows:
            line.tax_rate = chance.choice(RATES)
            line.discount = chance.choice((Decimal(0), Decimal("0.05"), Decimal("0.125")))
        sum_up(world.desk(), order, rows)
    return view


def shipped_and_invoiced(world: World, chance: random.Random, view: OrderView) -> list[str]:
    """All of an order in one to three shipments, some with freight; the numbers of its invoices."""
    left = {line.line_key: int(line.base_quantity) for line in view.lines}
    numbers = []
    for trip in range(1, 4):
        parts = {key: count if trip == 3 else chance.randint(0, count) for key, count in left.items()}
        lines = tuple(LineQuantity(line_key=key, quantity=Decimal(count)) for key, count in parts.items() if count)
        left = {key: count - parts[key] for key, count in left.items()}
        if not lines:
            continue
        shipment = ShipmentToInvoice(
            order_number=view.number, shipment_number=f"SH-{view.number}-{trip}", lines=lines,
            charges=(Charge(kind=FREIGHT, name="Freight", net=Money(Decimal("7.99"), "GBP")),) * chance.randint(0, 1),
        )  # fmt: skip
        with world.working() as session:
            orders.record_shipped(session, world.desk(WILL), lines, shipment_number=shipment.shipment_number)
            numbers.append(orders.invoice_shipments(session, world.desk(WILL), [shipment]).number)
    return numbers


def check_paper(session: Session, world: World, paper: PaperView) -> None:
    """Lines, breakdown, totals and instalments of one paper say the same."""
    sums = paper.totals
    assert sum(pennies(line.net.amount) for line in paper.lines) == pennies(sums.net.amount)
    assert sum(pennies(row.base.amount) for row in sums.taxes) == pennies(sums.net.amount)
    assert sum(pennies(row.tax.amount) for row in sums.taxes) == pennies(sums.tax.amount)
    assert pennies(sums.net.amount) + pennies(sums.tax.amount) == pennies(sums.total.amount)
    for row in sums.taxes:
        nets = [pennies(line.net.amount) for line in paper.lines if line.rate == row.rate]
        assert sum(nets) == pennies(row.base.amount)
    if paper.parts:
        assert sum(pennies(part.amount.amount) for part in paper.parts) == pennies(sums.total.amount)
        due = billing.instalments(session, world.desk(), paper.number)
        assert sum(pennies(part.open_amount.amount) for part in due) == pennies(sums.total.amount)


def goods_of(papers: Iterable[PaperView]) -> dict[Decimal, list[int]]:
    """By rate: base and tax of the goods on papers, in pennies; what freight bears is taken off by itself."""
    found: dict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
    for paper in papers:
        for row in paper.totals.taxes:
            found[row.rate][0] += pennies(row.base.amount)
            found[row.rate][1] += pennies(row.tax.amount)
        for line in paper.lines:
            if line.kind == FREIGHT:
                found[line.rate][0] -= pennies(line.net.amount)
    return found


def test_n2_n3_n4_a_hundred_invoices_sum_to_their_orders(world: World) -> None:
    """Mixed taxes, line and document discounts, prices with and without tax, partial shipments and freight: net by rate
    is the order's to the penny, tax as well where no freight was rounded with it; all of it can be credited, no more.
    """
    chance = random.Random(20111114)
    with world.working() as session:
        stock.import_stock(session, world.desk(system("import")), [("MAIN", sku, Decimal(900_000)) for sku in SKUS])
    issued, key = 0, 0
    while issued < INVOICES:
        key += 1
        view = taken(world, chance, key)
        numbers = shipped_and_invoiced(world, chance, view)
        issued += len(numbers)
        with world.working() as session:
            check_order(session, world, chance, view, numbers)


def check_order(session: Session, world: World, chance: random.Random, view: OrderView, numbers: list[str]) -> None:
    """The invoices of an order against its own recomputed sums, then credited whole, in pieces."""
    order = session.scalars(select(SalesOrder).where(SalesOrder.number == view.number)).one()
    lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)).all()
    total, rows = order_sums(order, lines)
    assert pennies(order.total) == total
    papers = [billing.paper(session, world.desk(), number) for number in numbers]
    for paper in papers:
        check_paper(session, world, paper)
    has_freight = any(line.kind == FREIGHT for paper in papers for line in paper.lines)
    for rate, (base, tax) in rows.items():
        found = goods_of(papers)[rate]
        assert found[0] == base
        assert has_freight or found[1] == tax
    credited = 0
    for paper in papers:
        credited += credited_whole(session, world, chance, paper)
    assert credited == sum(pennies(paper.totals.total.amount) for paper in papers)


def credited_whole(session: Session, world: World, chance: random.Random, paper: PaperView) -> int:
    """First a piece of some line, then the rest of the invoice; what both came to in pennies."""
    line = chance.choice(paper.lines)
    piece: dict[str, Any] = {"line_no": line.invoice_line_no}
    if line.kind != FREIGHT and line.quantity > 1 and chance.random() < 0.5:
        piece["quantity"] = Decimal(chance.randint(1, int(line.quantity) - 1))
    else:
        piece["amount"] = (line.gross or line.net).amount / 2 // Decimal("0.01") * Decimal("0.01")
    desk, sums = world.desk(FAY), 0
    for lines in ((LineCorrection(**piece),), ()):
        wish = InvoiceCorrection(invoice_number=paper.number, reason="back", lines=lines)
        note = billing_service.correct_invoice(session, desk, wish)
        check_paper(session, world, billing.paper(session, desk, note.number))
        sums += pennies(note.total.amount)
    assert billing.invoice(session, desk, paper.number).open_amount.amount == 0
    assert not any(part.open_amount for part in billing.instalments(session, desk, paper.number))
    return sums
