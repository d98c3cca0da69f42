"""Who may decide, who was first, and what happens to a request that changed, was forgotten or taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.approvals import queries, service
from domain.approvals.errors import AlreadyDecided, ApprovalClosed, NotAuthorised, ReasonMissing, StaleApproval
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView
from domain.employees.schemas import EmployeeView, actor_of
from domain.shared.actors import Role, system
from domain.shared.audit import trail
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import Refusal
from domain.shared.money import Money
from domain.shared.policy import shipped, understood

NOW = datetime(2011, 11, 14, 9, tzinfo=UTC)
MIA = EmployeeView(email="mia@w.example", name="Mia Okafor", roles=frozenset({Role.SALES_REP}))
SAM = EmployeeView(
    email="sam@w.example", name="Sam Whitlock", roles=frozenset({Role.CREDIT_MANAGER}), approval_limit=Decimal(10000)
)
PRIYA = SAM.model_copy(update={"email": "priya@w.example", "name": "Priya Nair"})
VERA = EmployeeView(email="vera@w.example", name="Vera Lindqvist", roles=frozenset({Role.DIRECTOR}))


def desk(now: datetime = NOW, who: EmployeeView | None = MIA) -> Desk:
    """A desk at which Mia (or somebody else, or the system) acts."""
    return Desk(now=now, actor=actor_of(who) if who else system("test"), configuration=understood(shipped()))


def question(amount: str = "8340", revision: int = 1, excluded: frozenset[str] = frozenset()) -> ApprovalAsk:
    """The order of Meadowsweet that is over its limit."""
    return ApprovalAsk(
        kind="credit",
        subject="order:SO-1042",
        revision=revision,
        reasons=("OVER_LIMIT",),
        amount=Money(Decimal(amount), "GBP"),
        roles=frozenset({Role.CREDIT_MANAGER, Role.DIRECTOR}),
        excluded=excluded,
        snapshot={"exposure": {"total": "0.00"}, "excess": amount},
    )


def asked(transactions: Transactions, request: ApprovalAsk | None = None, who: EmployeeView = MIA) -> ApprovalView:
    """A request that Mia made."""
    with transactions.begin() as session:
        return service.ask(session, desk(who=who), request or question())


def decide(
    transactions: Transactions,
    request: ApprovalView,
    by: EmployeeView = SAM,
    *,
    approve: bool = True,
    comment: str | None = None,
    revision: int | None = None,
    shown: str | None = None,
    now: datetime = NOW,
) -> ApprovalView:
    """A click on the card of a request."""
    with transactions.begin() as session:
        return service.decide(
            session, desk(now, by), request.id, approve=approve, comment=comment, employee=by,
            revision=request.revision if revision is None else revision, snapshot_hash=shown,
        )  # fmt: skip


def test_h1_a_credit_manager_approves_and_the_trail_says_who_and_what_was_shown(transactions: Transactions) -> None:
    """8,340 is within ten thousand; the audit keeps the decider and the hash."""
    request = asked(transactions)
    decided = decide(transactions, request, comment=" good payer ", shown=request.snapshot_hash)
    assert (decided.state, decided.decided_by, decided.decided_at, decided.comment) == (
        ApprovalState.APPROVED, "Sam Whitlock", NOW, "good payer",
    )  # fmt: skip
    with transactions.read() as session:
        last = trail(session, "order:SO-1042")[-1]
        assert queries.open_of(session, "order:SO-1042") == ()
    assert last.after is not None
    assert (last.action, last.after["decided_by_id"], last.after["snapshot_hash"]) == (
        "approval.approved", "sam@w.example", request.snapshot_hash,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "request_", "why"),
    [
        (MIA, question(), "role"),
        (SAM, question(amount="10000.01"), "limit"),
        (SAM, question(excluded=frozenset({"Sam@w.example"})), "self"),
    ],
)
def test_h3_who_may_not_decide_is_refused_and_nothing_changes(
    transactions: Transactions, by: EmployeeView, request_: ApprovalAsk, why: str
) -> None:
    """A rep, a limit too small, and the order's own author are each refused with the reason."""
    request = asked(transactions, request_)
    with pytest.raises(NotAuthorised) as refusal:
        decide(transactions, request, by)
    assert refusal.value.facts["why"] == why
    with transactions.read() as session:
        assert queries.approval(session, request.id) == request


def test_h2_who_asked_may_not_decide(transactions: Transactions) -> None:
    """A credit manager who confirmed the order herself needs somebody else."""
    request = asked(transactions, who=PRIYA)
    with pytest.raises(NotAuthorised):
        decide(transactions, request, PRIYA)
    assert decide(transactions, request, SAM).state is ApprovalState.APPROVED


def test_h2_who_asked_again_may_not_decide_either(transactions: Transactions) -> None:
    """The same question asked again by another is the same request, and both are concerned."""
    first = asked(transactions)
    assert asked(transactions, who=PRIYA).id == first.id
    with pytest.raises(NotAuthorised):
        decide(transactions, first, PRIYA)


def test_h2_who_asked_before_it_changed_may_not_decide_either(transactions: Transactions) -> None:
    """Priya asked, then the system asks about a larger amount: she is still concerned."""
    asked(transactions, who=PRIYA)
    larger = asked(transactions, question(amount="9000", revision=2))
    with pytest.raises(NotAuthorised):
        decide(transactions, larger, PRIYA)


def test_h2_a_director_without_a_limit_has_no_ceiling(transactions: Transactions) -> None:
    """What is beyond the credit managers is the director's."""
    request = asked(transactions, question(amount="39000"))
    assert decide(transactions, request, VERA).state is ApprovalState.APPROVED


def test_h4_a_rejection_needs_words(transactions: Transactions) -> None:
    """Without a reason nothing is decided, with one the answer is no."""
    request = asked(transactions)
    with pytest.raises(ReasonMissing):
        decide(transactions, request, approve=False, comment="  ")
    assert decide(transactions, request, approve=False, comment="prepay please").state is ApprovalState.REJECTED


def test_h1_the_second_click_hears_who_was_first(transactions: Transactions) -> None:
    """The first decision stands, whoever says otherwise later."""
    request = asked(transactions)
    decide(transactions, request)
    with pytest.raises(AlreadyDecided) as refusal:
        decide(transactions, request, VERA, approve=False, comment="no")
    assert refusal.value.facts == {
        "state": "approved", "by": "Sam Whitlock", "at": NOW.isoformat(), "comment": None,
    }  # fmt: skip


def test_h1_of_eight_clicks_at_once_one_decides(transactions: Transactions) -> None:
    """Four approve and four reject at the same moment: one wins, seven hear that it was decided."""
    request = asked(transactions)

    def click(number: int) -> str:
        try:
            return decide(transactions, request, (SAM, VERA)[number % 2], approve=number < 4, comment="now").state
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(8)))
    assert answers.count("ALREADY_DECIDED") == 7
    with transactions.read() as session:
        assert queries.approval(session, request.id).state in answers


def test_h1_a_changed_order_asks_anew_and_the_old_card_points_to_it(transactions: Transactions) -> None:
    """One request is open per subject and kind; a click on the superseded one names the one that is."""
    old = asked(transactions)
    new = asked(transactions, question(amount="9000", revision=2))
    with transactions.read() as session:
        assert [view.id for view in queries.open_of(session, "order:SO-1042")] == [new.id]
        assert [view.id for view in queries.open_for(session, [Role.DIRECTOR])] == [new.id]
        assert queries.open_for(session, [Role.SALES_REP]) == ()
    with pytest.raises(StaleApproval) as refusal:
        decide(transactions, old)
    assert refusal.value.facts == {"approval_id": new.id}


@pytest.mark.parametrize(("revision", "shown"), [(2, None), (1, "another hash")])
def test_h4_a_click_on_something_else_than_what_is_asked_is_stale(
    transactions: Transactions, revision: int, shown: str | None
) -> None:
    """The revision and the hash that the card showed are compared with what is asked."""
    request = asked(transactions)
    with pytest.raises(StaleApproval):
        decide(transactions, request, revision=revision, shown=shown)


def test_the_same_question_gives_the_same_request(transactions: Transactions) -> None:
    """Asking again changes nothing."""
    assert asked(transactions) == asked(transactions)


def test_h5_approvers_are_reminded_once_after_four_working_hours(transactions: Transactions) -> None:
    """Asked on Monday at nine, reminded from one o'clock on, and not again."""
    request = asked(transactions)
    with transactions.begin() as session:
        assert service.due_reminders(session, desk(NOW + timedelta(hours=3, minutes=59), None)) == ()
        assert service.due_reminders(session, desk(NOW + timedelta(hours=4), None)) == (request,)
        assert service.due_reminders(session, desk(NOW + timedelta(hours=5), None)) == ()


def test_a_request_expires_after_eighty_working_hours(transactions: Transactions) -> None:
    """Ten working days of eight hours: from Monday the 14th to Friday the 25th at five."""
    request = asked(transactions)
    end = datetime(2011, 11, 25, 17, tzinfo=UTC)
    assert request.expires_at == end
    with pytest.raises(ApprovalClosed):
        decide(transactions, request, now=end)
    with transactions.begin() as session:
        assert service.expire_due(session, desk(end - timedelta(minutes=1), None)) == ()
        assert [view.state for view in service.expire_due(session, desk(end, None))] == [ApprovalState.EXPIRED]
        assert service.expire_due(session, desk(end, None)) == ()


def test_a_request_that_is_taken_back_cannot_be_decided(transactions: Transactions) -> None:
    """A cancelled order needs no decision any more."""
    request = asked(transactions)
    with transactions.begin() as session:
        assert service.withdraw(session, desk(), "order:SO-1042", "credit") is not None
        assert service.withdraw(session, desk(), "order:SO-1042", "credit") is None
    with pytest.raises(ApprovalClosed):
        decide(transactions, request)
