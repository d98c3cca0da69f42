"""Credit notes put an invoice right line by line, with the tax of its lines, and never beyond what is left."""

from decimal import Decimal

import pytest

from domain.billing import queries, service
from domain.billing.errors import CreditAboveInvoice, CreditAboveLine, NotPositive
from domain.billing.schemas import FREIGHT, InvoiceCorrection, InvoiceLineRequest
from domain.shared.actors import Actor, ActorKind, Role
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.money import Money
from tests.billing.books import MEADOWSWEET, desk, line, open_books, payment, pounds, shipment


def goods(quantity: str, net: str, *, rate: str = "20", no: int = 1, **more: object) -> InvoiceLineRequest:
    """So many of something for so much."""
    values = {"quantity": Decimal(quantity), "unit_price": Decimal(net) / Decimal(quantity)} | more
    return line(net, rate=rate, key=f"SO-1042/{no}").model_copy(update=values)


def wish(*lines: dict[str, object], invoice: str = "INV-1001", **more: object) -> InvoiceCorrection:
    """What to put right."""
    return InvoiceCorrection.model_validate(
        {"invoice_number": invoice, "reason": "agreed by phone", "lines": lines} | more
    )


def issue(transactions: Transactions, *lines: InvoiceLineRequest) -> None:
    """INV-1001 with these lines."""
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", *lines))


def test_f5_a_whole_invoice_is_credited_at_once(transactions: Transactions) -> None:
    """Goods at two rates and freight: nothing is owed, every line is credited, no penny of tax is left."""
    issue(transactions, goods("3", "10.01"), goods("1", "5", rate="5", no=2), goods("1", "8.50", no=3, kind=FREIGHT))
    with transactions.begin() as session:
        whole = queries.invoice_totals(session, "INV-1001")
        note = service.correct_invoice(session, desk(), wish())
        assert note.total == whole.total
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(0)
        assert {(rest.quantity, rest.net) for rest in queries.invoice_rests(session, "INV-1001")} == {(0, pounds(0))}
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(0)
        with pytest.raises(NotPositive):
            service.correct_invoice(session, desk(), wish())
        paper = queries.paper(session, desk(), note.number)
        assert (paper.refers_to, paper.reason, paper.totals.taxes) == ("INV-1001", "agreed by phone", whole.taxes)


def test_m2_goods_are_credited_in_pieces_that_sum_to_the_line(transactions: Transactions) -> None:
    """Three for 10.01: one, one and the last one, 3.34 + 3.34 + 3.33, and no fourth."""
    issue(transactions, goods("3", "10.01"))
    with transactions.begin() as session:
        nets = []
        for _ in range(3):
            note = service.correct_invoice(session, desk(), wish({"line_no": 1, "quantity": 1}))
            nets.append(queries.paper(session, desk(), note.number).totals.net)
        assert nets == [pounds("3.34"), pounds("3.34"), pounds("3.33")]
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(0)
        with pytest.raises((CreditAboveLine, CreditAboveInvoice)):
            service.correct_invoice(session, desk(), wish({"line_no": 1, "quantity": 1}))


def test_f5_a_price_and_freight_are_put_right_without_goods(transactions: Transactions) -> None:
    """20 of the price and half the freight go back; all goods may still be returned, for what is left of them."""
    issue(transactions, goods("10", "100"), goods("1", "9", no=2, kind=FREIGHT))
    with transactions.begin() as session:
        note = service.correct_invoice(
            session, desk(), wish({"line_no": 1, "amount": "20"}, {"line_no": 2, "amount": "4.50"})
        )
        assert note.total == pounds("29.40")
        rests = queries.invoice_rests(session, "INV-1001")
        assert [(rest.quantity, rest.net) for rest in rests] == [(10, pounds(80)), (1, pounds("4.50"))]
        lines = queries.paper(session, desk(), note.number).lines
        assert [(each.quantity, each.net, each.invoice_line_no) for each in lines] == [
            (0, pounds(20), 1),
            (0, pounds("4.50"), 2),
        ]
        assert service.correct_invoice(session, desk(), wish({"line_no": 1})).total == pounds(96)


@pytest.mark.parametrize(
    "part", [{"quantity": "11"}, {"amount": "100.01"}, {"quantity": "0"}, {"amount": "-1"}, {"quantity": "-2"}]
)
def test_m2_never_more_is_credited_than_is_left_of_a_line(transactions: Transactions, part: dict[str, object]) -> None:
    """Another line of the invoice has room for it, which does not help; nothing changes."""
    issue(transactions, goods("10", "100"), goods("10", "500", no=2))
    with transactions.begin() as session:
        with pytest.raises(CreditAboveLine):
            service.correct_invoice(session, desk(), wish({"line_no": 1, **part}))
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(720)
        assert queries.papers_of_order(session, "SO-1042") == ("INV-1001",)


@pytest.mark.parametrize("parts", [
    ({"line_no": 1}, {"line_no": 1}), ({"line_no": 1, "quantity": 6}, {"line_no": 1, "quantity": 5}),
    ({"line_no": 1, "amount": "60"}, {"line_no": 1, "quantity": 5}),
])  # fmt: skip
def test_m2_a_line_named_twice_is_credited_once_at_most(
    transactions: Transactions, parts: tuple[dict[str, object], ...]
) -> None:
    """All that one credit note asks of a line counts together; nothing changes."""
    issue(transactions, goods("10", "100"), goods("10", "500", no=2))
    with transactions.begin() as session:
        with pytest.raises(CreditAboveLine):
            service.correct_invoice(session, desk(), wish(*parts))
        assert queries.papers_of_order(session, "SO-1042") == ("INV-1001",)


def test_f5_the_same_correction_twice_is_one_credit_note(transactions: Transactions) -> None:
    """Its key says so; an unknown line or invoice is not found, and a rep may not."""
    issue(transactions, goods("10", "100"))
    rep = Actor(kind=ActorKind.EMPLOYEE, id="mia@w.example", name="Mia", roles=frozenset({Role.SALES_REP}))
    with transactions.begin() as session:
        once = service.correct_invoice(session, desk(), wish({"line_no": 1, "amount": "5"}, key="click-7"))
        assert service.correct_invoice(session, desk(), wish({"line_no": 1, "amount": "5"}, key="click-7")) == once
        for unknown in (wish({"line_no": 9}), wish(invoice="INV-9")):
            with pytest.raises(NotFound):
                service.correct_invoice(session, desk(), unknown)
        with pytest.raises(NotAllowed):
            service.correct_invoice(session, desk().acting_as(rep), wish({"line_no": 1}))
        assert queries.invoice(session, desk(), "INV-1001").open_amount == pounds(114)


def test_x1_a_credit_beyond_what_is_open_stays_credit(transactions: Transactions) -> None:
    """Paid in full and credited: the bill-to has 60 of open credit, and owes less than nothing."""
    issue(transactions, goods("10", "100"))
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "120", "INV-1001"))
        note = service.correct_invoice(session, desk(), wish({"line_no": 1, "quantity": "5"}))
        assert (note.total, note.open_amount) == (pounds(60), pounds(60))
        assert queries.exposure(session, desk(), MEADOWSWEET).total == -pounds(60)


def test_n3_prices_with_tax_are_credited_with_tax(transactions: Transactions) -> None:
    """Three for 12.00 with tax: 4.00 back is 3.33 and 0.67, the rest 6.67 and 1.33."""
    gross = Money(Decimal("12.00"), "GBP")
    issue(transactions, goods("3", "10.00", gross=gross, unit_price=Decimal(4)))
    with transactions.begin() as session:
        first = service.correct_invoice(session, desk(), wish({"line_no": 1, "amount": "4.00"}))
        rest = service.correct_invoice(session, desk(), wish({"line_no": 1}))
        totals = [queries.paper(session, desk(), note.number).totals for note in (first, rest)]
    assert [(each.net, each.tax) for each in totals] == [
        (pounds("3.33"), pounds("0.67")),
        (pounds("6.67"), pounds("1.33")),
    ]
