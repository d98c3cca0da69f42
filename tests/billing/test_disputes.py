"""Disputes and promises to pay: what is not reminded of, for how long, and what ends it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from domain.billing import queries, service
from domain.billing.errors import NotEnoughLeft, NotPositive, PromiseTooFar, ReasonNeeded, WrongBillTo
from domain.billing.schemas import CreditReason, DisputeReason, DisputeRequest, DunningSettingView, PromiseRequest
from domain.shared.database import Transactions
from domain.shared.errors import IllegalTransition, Refusal
from domain.shared.outbox import OutboxEvent
from presentation.cards.credit import beside_exposure
from tests.billing.books import MEADOWSWEET, NOW, desk, line, open_books, payment, pounds, shipment
from tests.billing.test_dunning import TODAY, owe, past_due, run

ID = MEADOWSWEET.customer_id


def disputed(number: str, amount: str | None = None, words: str = "two bags are missing") -> DisputeRequest:
    """A dispute of an invoice, or of a part of it."""
    part = None if amount is None else pounds(amount)
    return DisputeRequest(invoice_number=number, reason=DisputeReason.MISSING, words=words, amount=part)


def test_g4_the_disputed_part_is_not_reminded_of(transactions: Transactions) -> None:
    """40 of 100 is disputed: 60 is asked for. The rest too: silence, and no reason for OVERDUE. Upheld: all of it."""
    owe(transactions, past_due("A", 20, "200"))
    with transactions.begin() as session:
        part = service.open_dispute(session, desk(), disputed("A", "40"))
        assert (part.number, part.amount, part.state) == ("DSP-1001", pounds(40), "open")
        assert not queries.invoice(session, desk(), "A").disputed
    (notice,) = run(transactions)
    assert notice.total == pounds(160)
    with transactions.begin() as session:
        rest = service.open_dispute(session, desk(), disputed("A"))
        assert (rest.amount, queries.invoice(session, desk(), "A").disputed) == (pounds(160), True)
        assert service.assess(session, desk(), MEADOWSWEET, pounds(1), commitment_key=None).is_within
        with pytest.raises(NotPositive):
            service.open_dispute(session, desk(), disputed("A"))
    assert run(transactions, 10) == []
    with transactions.begin() as session:
        for number in ("DSP-1001", "DSP-1002"):
            assert service.resolve_dispute(session, desk(), number, reason="proof of delivery").state == "upheld"
        with pytest.raises(IllegalTransition):
            service.resolve_dispute(session, desk(), "DSP-1001", reason="again")
        assert queries.disputes(session, desk()) == ()
    (notice,) = run(transactions, 10)
    assert (notice.total, notice.level) == (pounds(200), 5)


def owe_halves(transactions: Transactions) -> None:
    """INV-1001 of 240: a half due on the 14th, the other on the 24th."""
    with transactions.begin() as session:
        open_books(session)
        request = shipment("SH-1", line("200")).model_copy(update={"terms": "50/50@0,10"})
        service.issue_invoice(session, desk(), request)


def test_g4_a_disputed_part_is_taken_off_the_instalments_as_they_fall_due(transactions: Transactions) -> None:
    """40 of 240 in two halves: 80 is asked for, then 200, as it would be after a credit note. 150: only 90 later on."""
    owe_halves(transactions)
    with transactions.begin() as session:
        service.open_dispute(session, desk(), disputed("INV-1001", "40"))
    (first,) = run(transactions, 1)
    assert (first.total, first.instalment_nos) == (pounds(80), (1,))
    (both,) = run(transactions, 14)
    assert [view.open_amount for view in both.invoices] == [pounds(80), pounds(120)]
    with transactions.begin() as session:
        service.open_dispute(session, desk(), disputed("INV-1001", "110"))
        at = desk(NOW + timedelta(days=14))
        assert [notice.total for notice in queries.overdue(session, at)] == [pounds(90)]
        now = queries.current_notice(session, at, both)
        assert now is not None
        assert (now.total, now.instalment_nos) == (pounds(90), (2,))


def test_x5_a_disputed_part_is_not_overdue_and_is_shown_with_promises_and_reminding(transactions: Transactions) -> None:
    """Of 200, long past due, 120 is disputed: 80 is overdue, below the 100 that stop; reminded of at “final”."""
    owe(transactions, past_due("A", 120, "200"))
    run(transactions)
    with transactions.begin() as session:
        assert not service.assess(session, desk(), MEADOWSWEET, pounds(1), commitment_key=None).is_within
        service.open_dispute(session, desk(), disputed("A", "120"))
        service.note_promise(session, desk(), promised(3, "50"))
        decision = service.assess(session, desk(), MEADOWSWEET, pounds(1), commitment_key=None)
    shown = decision.exposure
    assert (decision.reasons, shown.total, shown.disputed) == ((CreditReason.DUNNING,), pounds(200), pounds(120))
    assert (shown.overdue, shown.promised, shown.dunning_level_name) == (pounds(80), pounds(50), "final")
    assert beside_exposure(shown) == (
        "£120.00 of the invoices is disputed, £50.00 is promised and reminding has come to “final”"
    )


def test_g4_a_promise_of_what_is_due_leaves_out_later_instalments(transactions: Transactions) -> None:
    """Promised for the 17th: the half that is due by then, not what is disputed, whole or in part, not the half of the
    24th.
    """
    owe_halves(transactions)
    owe(transactions, past_due("A", 8), past_due("B", 8, disputed=True))
    with transactions.begin() as session:
        assert service.note_promise(session, desk(), promised(3)).amount == pounds(220)
        service.open_dispute(session, desk(), disputed("A", "30"))
        assert service.note_promise(session, desk(), promised(3)).amount == pounds(190)


def test_g4_what_is_left_is_disputed_whole_when_the_rest_is_paid(transactions: Transactions) -> None:
    """40 of 100 is disputed, 60 comes in: no reminder and no OVERDUE; the payment bounces: 60 is asked for again."""
    owe(transactions, past_due("A", 120, "200"), past_due("B", 120, "200", disputed=True))
    with transactions.begin() as session:
        service.open_dispute(session, desk(), disputed("A", "140"))
        for number in "AB":
            service.receive_payment(session, desk(), payment(f"PAY-{number}", "60", number))
            assert queries.invoice(session, desk(), number).disputed
        assert service.assess(session, desk(), MEADOWSWEET, pounds(1), commitment_key=None).is_within
        service.return_payment(session, desk(), "PAY-A", reason="AC04")
        assert not queries.invoice(session, desk(), "A").disputed
    (notice,) = run(transactions)
    assert (notice.total, [view.number for view in notice.invoices]) == (pounds(60), ["A"])


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (disputed("A", "100.01"), NotEnoughLeft),
        (disputed("A", "0"), NotPositive),
        (disputed("A", words=" "), ReasonNeeded),
    ],
)
def test_g4_a_dispute_over_more_than_is_open_is_refused(
    transactions: Transactions, request_: DisputeRequest, kind: type[Refusal]
) -> None:
    """Or over nothing, or without words; nothing is kept of it."""
    owe(transactions, past_due("A", 20))
    with pytest.raises(kind), transactions.begin() as session:
        service.open_dispute(session, desk(), request_)
    with transactions.read() as session:
        assert (queries.disputes(session, desk()), queries.invoice(session, desk(), "A").disputed) == ((), False)
        assert session.scalars(select(OutboxEvent.kind)).all() == []


def promised(days: int, amount: str | None = None, number: str | None = None) -> PromiseRequest:
    """A promise of Meadowsweet's for so many days after the 14th."""
    part = None if amount is None else pounds(amount)
    return PromiseRequest(
        bill_to=ID, promised_date=TODAY + timedelta(days=days), amount=part, invoice_number=number, promised_by="Pat"
    )


def test_g4_a_promise_pauses_its_invoice_until_its_day(transactions: Transactions) -> None:
    """Promised for the 17th: only the other invoice is reminded of, until the 18th; on the 20th it is broken."""
    owe(transactions, past_due("A", 8), past_due("B", 8))
    with transactions.begin() as session:
        view = service.note_promise(session, desk(), promised(3, number="A"))
        assert (view.amount, view.state) == (pounds(100), "open")
    (notice,) = run(transactions)
    assert [invoice.number for invoice in notice.invoices] == ["B"]
    (notice,) = run(transactions, 4)
    assert [invoice.number for invoice in notice.invoices] == ["A", "B"]
    with transactions.begin() as session:
        assert service.settle_promises(session, desk(NOW + timedelta(days=5))) == {"kept": 0, "broken": 0}
        assert service.settle_promises(session, desk(NOW + timedelta(days=6))) == {"kept": 0, "broken": 1}
        kinds = session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id)).all()
        assert (kinds[-1], queries.promises(session)) == ("promise_broken", ())


def test_g4_a_promise_is_kept_by_what_came_in(transactions: Transactions) -> None:
    """60 of an invoice by what is open of it; 100 of the account by the money received."""
    owe(transactions, past_due("A", 8), past_due("B", 8))
    with transactions.begin() as session:
        one = service.note_promise(session, desk(), promised(3, "60", "A"))
        everything = service.note_promise(session, desk(), promised(3, "100"))
        service.receive_payment(session, desk(), payment("PAY-1", "60", "A"))
        assert service.settle_promises(session, desk()) == {"kept": 1, "broken": 0}
        service.receive_payment(session, desk(), payment("PAY-2", "40", "B"))
        assert service.settle_promises(session, desk()) == {"kept": 1, "broken": 0}
        with pytest.raises(IllegalTransition):
            service.withdraw_promise(session, desk(), one.id)
        assert queries.promise(session, everything.id).state == "kept"


@pytest.mark.parametrize(("days", "number", "kind"), [
    (-1, "A", PromiseTooFar), (61, "A", PromiseTooFar), (3, "T", WrongBillTo), (3, "C", NotPositive),
])  # fmt: skip
def test_g4_a_promise_that_cannot_be_is_refused(
    transactions: Transactions, days: int, number: str, kind: type[Refusal]
) -> None:
    """For a day gone by or too far, somebody else's invoice, or one that is paid."""
    owe(transactions, past_due("A", 8), past_due("T", 8, bill_to="12502"), past_due("C", 8, open_amount=pounds(0)))
    with pytest.raises(kind), transactions.begin() as session:
        service.note_promise(session, desk(), promised(days, number=number))
    with transactions.read() as session:
        assert queries.promises(session) == ()


def test_g4_who_is_not_to_be_reminded_hears_nothing(transactions: Transactions) -> None:
    """Blocked with a reason; then every fourteen days at most, from the first notice on."""
    owe(transactions, past_due("A", 1))
    with transactions.begin() as session:
        with pytest.raises(ReasonNeeded):
            service.set_dunning(session, desk(), DunningSettingView(bill_to=ID, is_blocked=True))
        service.set_dunning(session, desk(), DunningSettingView(bill_to=ID, is_blocked=True, reason="insolvent"))
    assert run(transactions) == []
    with transactions.begin() as session:
        service.set_dunning(session, desk(), DunningSettingView(bill_to=ID, every_days=14))
    levels = {days: [notice.level for notice in run(transactions, days)] for days in range(0, 36)}
    assert {days: found for days, found in levels.items() if found} == {0: [2], 14: [4], 29: [5]}


def test_g1_a_notice_is_resolved_when_all_of_it_is_settled(transactions: Transactions) -> None:
    """Two invoices in a notice: after one nothing is resolved, after both it is; a weekend is quiet."""
    owe(transactions, past_due("A", 8), past_due("B", 9))
    run(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "100", "B"))
        assert service.resolve_notices(session, desk(), ID) == 0
        service.receive_payment(session, desk(), payment("PAY-2", "100", "A"))
        assert service.resolve_notices(session, desk(), ID) == 1
        assert service.resolve_notices(session, desk()) == 0
    owe(transactions, past_due("C", 1))
    assert run(transactions, 5) == []
    assert date(2011, 11, 19).weekday() == 5
    (notice,) = run(transactions, 7)
    assert notice.level == 3


def test_g4_a_notice_that_waited_says_what_is_open_when_it_leaves(transactions: Transactions) -> None:
    """Paid in part meanwhile: the rest; paid whole: nothing is to be sent."""
    owe(transactions, past_due("A", 8), past_due("B", 30))
    (notice,) = run(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "130", "B"))
        now = queries.current_notice(session, desk(), notice)
        assert now is not None
        assert (now.total, now.level, [view.number for view in now.invoices]) == (pounds(70), 3, ["A"])
        service.receive_payment(session, desk(), payment("PAY-2", "70", "A"))
        assert queries.current_notice(session, desk(), notice) is None
