"""What suppliers will bring: expected, late, moved, brought in parts, and given up."""

from datetime import date
from decimal import Decimal

import pytest

from domain.shared import audit
from domain.shared.calendar import WorkingCalendar
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed
from domain.stock import queries, rules, service
from domain.stock.errors import AlreadyReceived, BadStockQuantity, OverReceipt, UnknownReceipt
from domain.stock.schemas import ReceiptAsk
from tests.stock.shelves import TODAY, desk_at, due, stocked, wish
from tests.stock.test_allocating import kinds
from tests.support.world import BUYER


def ask(quantity: int, day: date, **more: object) -> ReceiptAsk:
    """Bags of SUP-1."""
    known = {"supplier_order": "SUP-1", "line_no": 1, "sku": "BAG", "warehouse": "MAIN"}
    return ReceiptAsk.model_validate(known | {"quantity": Decimal(quantity), "due_date": day, **more})


def test_a_receipt_is_expected_changed_and_told(transactions: Transactions) -> None:
    """New, then more and later: every change is one event; the same again is none."""
    with transactions.begin() as session:
        stocked(session)
        service.expect(session, desk_at(), ask(30, date(2011, 11, 22)))
        service.expect(session, desk_at(), ask(30, date(2011, 11, 22)))
        view = service.expect(session, desk_at(), ask(40, date(2011, 11, 23)))
        assert (view.quantity, view.expected_date) == (40, date(2011, 11, 23))
        with pytest.raises(NotAllowed):
            service.expect(session, desk_at(actor=BUYER), ask(1, TODAY))
    assert kinds(transactions) == ["receipt_changed", "receipt_changed", "receipt_moved"]


def test_a_receipt_that_a_file_changes_is_told(transactions: Transactions) -> None:
    """More of it, later, of another article; the same file again tells nothing, nor does what nobody waits for."""

    def imported(sku: str, quantity: int, day: date) -> None:
        with transactions.begin() as session:
            rows = [("SUP-1", 1, sku, "MAIN", Decimal(quantity), day)]
            assert service.import_receipts(session, rows, desk=desk_at()) == []

    with transactions.begin() as session:
        stocked(session)
    imported("BAG", 30, TODAY)
    imported("BAG", 30, TODAY)
    assert kinds(transactions) == []
    imported("BAG", 20, TODAY)
    assert kinds(transactions) == ["receipt_changed"]
    imported("BAG", 25, date(2011, 11, 23))
    imported("BOX", 25, date(2011, 11, 23))
    assert kinds(transactions)[1:] == ["receipt_changed", "receipt_moved", "receipt_changed", "receipt_changed"]


def test_a_new_receipt_in_a_file_is_told_where_somebody_waits(transactions: Transactions) -> None:
    """A line waits for bags: that some come is told, that boxes come is not."""
    with transactions.begin() as session:
        stocked(session)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 5)])
        rows = [("SUP-1", at, sku, "MAIN", Decimal(30), TODAY) for at, sku in enumerate(("BAG", "BOX"), start=1)]
        service.import_receipts(session, rows, desk=desk_at())
    assert kinds(transactions) == ["receipt_changed"]


def test_a_delivery_note_counts_once_and_less_than_has_come_is_refused(transactions: Transactions) -> None:
    """Ten of thirty by note 7, twice; then the order cannot become nine, nor another article."""
    with transactions.begin() as session:
        stocked(session)
        service.expect(session, desk_at(), ask(30, TODAY))
        for _ in range(2):
            came = service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(10), delivery_note="7")
            assert came.quantity == 20
        for wrong in (ask(9, TODAY), ask(30, TODAY, sku="BOX")):
            with pytest.raises(BadStockQuantity):
                service.expect(session, desk_at(), wrong)
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 10
        assert queries.balances_explained(session) == []


def test_the_rest_of_a_receipt_is_given_up(transactions: Transactions) -> None:
    """Twenty of thirty will not come; a line of which nothing came is gone; twice gives up nothing more."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        due(session, "BOX", 5, TODAY, supplier_order="SUP-2")
        service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(10))
        assert service.close_receipt(session, desk_at(), "SUP-1", 1, reason="discontinued") == 20
        assert service.close_receipt(session, desk_at(), "SUP-1", 1, reason="discontinued") == 0
        assert service.close_receipt(session, desk_at(), "SUP-2", 1, reason="discontinued") == 5
        with pytest.raises(UnknownReceipt):
            service.close_receipt(session, desk_at(), "SUP-2", 1, reason="discontinued")
        found = queries.availability(session, desk_at(), ["BAG", "BOX"])
        assert [found[sku].receipts for sku in ("BAG", "BOX")] == [(), ()]
    assert kinds(transactions) == ["goods_received", "receipt_changed", "receipt_changed"]


def test_t2_a_supplier_who_is_usually_late_is_expected_later() -> None:
    """Two working days behind Friday the 18th is Tuesday; once that has passed, the grace of three days counts."""
    calendar = WorkingCalendar("GB", desk_at().calendar.time_zone)

    def expected(today: date) -> date | None:
        return rules.expected_date(date(2011, 11, 18), today=today, grace_days=3, calendar=calendar, delay_days=2)

    assert expected(date(2011, 11, 14)) == date(2011, 11, 22)
    assert expected(date(2011, 11, 22)) == date(2011, 11, 22)
    assert expected(date(2011, 11, 23)) == date(2011, 11, 23)
    assert expected(date(2011, 11, 24)) is None


def test_a_receipt_imported_with_another_date_is_told(transactions: Transactions) -> None:
    """The file of tomorrow says the 25th: promises that stand on it will move."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        rows = [("SUP-1", 1, "BAG", "MAIN", Decimal(30), date(2011, 11, 25))]
        for _ in range(2):
            assert service.import_receipts(session, rows, desk=desk_at()) == []
    assert kinds(transactions) == ["receipt_moved"]


def test_more_than_ordered_is_taken_up_to_the_share_and_above_it_only_with_a_reason(transactions: Transactions) -> None:
    """Of 24 ordered 99999 are typed: refused with the facts. 25 are within a twentieth; 5 more take a reason."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 24, TODAY)
        with pytest.raises(OverReceipt) as refused:
            service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(99999))
        assert refused.value.facts == {
            "supplier_order": "SUP-1", "line_no": 1, "ordered": "24", "received": "0", "arrived": "99999",
            "possible": "25.2",
        }  # fmt: skip
        with pytest.raises(OverReceipt):
            service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(26), excess_reason="  ")
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].balances == ()
        assert service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(25)).quantity == 0
        with pytest.raises(AlreadyReceived):
            service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(5))
        service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(5), excess_reason="free of charge")
        (balance,) = queries.availability(session, desk_at(), ["BAG"])["BAG"].balances
        assert balance.on_hand == 30
        kept = [(entry.after, entry.reason) for entry in audit.trail(session, "receipt:SUP-1/1")]
    assert kept == [
        ({"quantity": "25", "warehouse": "MAIN", "more_than_ordered": "1"}, None),
        ({"quantity": "5", "warehouse": "MAIN", "more_than_ordered": "6"}, "free of charge"),
    ]
