"""Several people, colleagues who are away, the next level, and how far an approval goes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.approvals import queries, service
from domain.approvals.errors import AlreadyDecided, NotAuthorised, ReasonMissing
from domain.approvals.events import ApprovalEscalated, ApprovalReminderDue
from domain.approvals.rules import Question, seat_of
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView, StepAsked, Terms
from domain.employees import service as employees
from domain.employees.errors import BadAbsence, DelegationLoop, DelegationTooLong
from domain.employees.schemas import Authority, EmployeeView
from domain.shared.actors import Role, system
from domain.shared.audit import trail
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed
from domain.shared.money import Money
from domain.shared.outbox import OutboxEvent
from domain.shared.policy import shipped, understood
from tests.approvals.test_decisions import MIA, NOW, PRIYA, SAM, VERA, asked, decide, desk, question

CREDIT = frozenset({Role.CREDIT_MANAGER, Role.DIRECTOR})
OLLI = EmployeeView(email="olli@w.example", name="Olli Berg", roles=frozenset({Role.WAREHOUSE}))
EVERYBODY = (MIA, SAM, PRIYA, VERA, OLLI)
TODAY = date(2011, 11, 14)


@pytest.fixture(autouse=True)
def staff(transactions: Transactions) -> None:
    """Everybody is employed."""
    with transactions.begin() as session:
        employees.import_employees(session, desk(who=None), EVERYBODY)


def steps(amount: str = "60000", *, parallel: bool = False, **more: object) -> ApprovalAsk:
    """A question that takes a credit manager and then a director, or both at once."""
    both = (StepAsked(roles=frozenset({Role.CREDIT_MANAGER})), StepAsked(roles=frozenset({Role.DIRECTOR})))
    return question(amount).model_copy(update={"steps": both, "parallel": parallel, **more})


def four_eyes(amount: str) -> ApprovalAsk:
    """A question that takes two people of credit."""
    return question(amount).model_copy(update={"steps": (StepAsked(roles=CREDIT, people=2),)})


def away(
    transactions: Transactions, who: EmployeeView, to: EmployeeView | None, *, first: int = 14, last: int = 18,
    by: EmployeeView | None = None,
) -> None:  # fmt: skip
    """Somebody is away on these days of November, and somebody may decide for them."""
    with transactions.begin() as session:
        employees.note_absence(
            session, desk(who=by or who), who.email, delegate=to.email if to else None,
            from_date=date(2011, 11, first), until_date=date(2011, 11, last),
        )  # fmt: skip


def events(transactions: Transactions, kind: str) -> list[dict[str, object]]:
    """What was told of one kind."""
    with transactions.read() as session:
        return [row.data for row in session.query(OutboxEvent).filter(OutboxEvent.kind == kind)]


def test_h2_two_people_and_one_of_them_with_the_authority(transactions: Transactions) -> None:
    """Sam, up to 10,000, may be the first for 60,000; Priya is not enough as the second, Vera is."""
    request = asked(transactions, four_eyes("60000"))
    half = decide(transactions, request, SAM, comment="they pay")
    assert (half.state, half.missing, [vote.by for vote in half.votes]) == (
        ApprovalState.REQUESTED, 1, ["Sam Whitlock"]
    )  # fmt: skip
    for who, why in ((SAM, "twice"), (PRIYA, "limit")):
        with pytest.raises(NotAuthorised) as refused:
            decide(transactions, request, who)
        assert refused.value.facts["why"] == why
    with transactions.read() as session:
        assert queries.approval(session, request.id) == half
    whole = decide(transactions, request, VERA)
    assert (whole.state, whole.decided_by, whole.missing) == (ApprovalState.APPROVED, "Vera Lindqvist", 0)
    assert [vote.by for vote in whole.votes] == ["Sam Whitlock", "Vera Lindqvist"]
    with pytest.raises(AlreadyDecided):
        decide(transactions, request, PRIYA)


def test_h2_one_no_ends_it(transactions: Transactions) -> None:
    """Of two people one says no, and nobody asks the other."""
    request = asked(transactions, four_eyes("5000"))
    decide(transactions, request, SAM)
    assert decide(transactions, request, PRIYA, approve=False, comment="no").state is ApprovalState.REJECTED


def test_h2_one_after_the_other(transactions: Transactions) -> None:
    """The director waits for the credit manager; what waits for whom moves with it."""
    request = asked(transactions, steps())
    assert request.roles == {Role.CREDIT_MANAGER}
    with pytest.raises(NotAuthorised) as refused:
        decide(transactions, request, VERA)
    assert refused.value.facts["why"] == "role"
    assert decide(transactions, request, SAM).roles == {Role.DIRECTOR}
    with transactions.read() as session:
        assert [each.id for each in queries.open_for(session, [Role.DIRECTOR])] == [request.id]
        assert queries.open_for(session, [Role.CREDIT_MANAGER]) == ()
    assert decide(transactions, request, VERA).state is ApprovalState.APPROVED


def test_h2_both_at_once(transactions: Transactions) -> None:
    """In parallel the director may be first, and decides only her own part."""
    request = asked(transactions, steps("5000", parallel=True))
    assert request.roles == {Role.CREDIT_MANAGER, Role.DIRECTOR}
    assert decide(transactions, request, VERA).roles == {Role.CREDIT_MANAGER}
    assert decide(transactions, request, PRIYA).state is ApprovalState.APPROVED


@pytest.mark.parametrize("role", [role for role in Role if role not in CREDIT])
def test_h3_no_other_role_decides(transactions: Transactions, role: Role) -> None:
    """Whatever else somebody is trusted with, credit is not among it."""
    request = asked(transactions)
    who = EmployeeView(email="who@w.example", name="Who", roles=frozenset({role}), approval_limit=Decimal(10**6))
    with pytest.raises(NotAuthorised) as refused:
        decide(transactions, request, who)
    assert refused.value.facts["why"] == "role"
    with transactions.read() as session:
        assert queries.approval(session, request.id) == request


_ALLOWED = {
    "credit": {Role.CREDIT_MANAGER, Role.DIRECTOR},
    "identity": {Role.SALES_REP, Role.SALES_MANAGER, Role.DIRECTOR, Role.ADMIN},
    "manual": {Role.SALES_MANAGER, Role.CREDIT_MANAGER, Role.DIRECTOR},
} | {kind: {Role.SALES_MANAGER, Role.DIRECTOR} for kind in ("price", "discount", "value", "reallocation", "duplicate")}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", sorted(_ALLOWED))
def test_h3_every_pair_of_kind_and_role(kind: str, role: Role) -> None:
    """By the policy that ships: whoever is not named for a kind is refused for their role, and nobody is forgotten."""
    rule = desk().policy.approvals.rule_for(kind, Decimal(100), "normal")
    steps_asked = tuple(StepAsked(roles=step.roles, people=step.people) for step in rule.steps)
    asking = Question(steps_asked, rule.parallel, (), frozenset(), Decimal(100))
    who = EmployeeView(email="who@w.example", name="Who", roles=frozenset({role}), approval_limit=Decimal(1000))
    own = [Authority(principal=who, chain=(who.email,))]
    if role in _ALLOWED[kind]:
        assert seat_of(asking, who, own).within
    else:
        with pytest.raises(NotAuthorised) as refused:
            seat_of(asking, who, own)
        assert refused.value.facts["why"] == "role"


def test_h5_a_delegate_decides_with_both_names_in_the_trail(transactions: Transactions) -> None:
    """Sam is away until Friday and Olli decides for him, what waited before as well, and not a day longer."""
    request = asked(transactions)
    with pytest.raises(NotAuthorised):
        decide(transactions, request, OLLI)
    away(transactions, SAM, OLLI)
    decided = decide(transactions, request, OLLI, comment="as Sam would")
    assert decided.decided_by == "Olli Berg for Sam Whitlock"
    with transactions.read() as session:
        last = trail(session, "order:SO-1042")[-1].after
    assert last is not None
    assert (last["decided_by_id"], last["delegated"]) == ("olli@w.example", ["sam@w.example", "olli@w.example"])
    late = asked(transactions, question(revision=2))
    with pytest.raises(NotAuthorised):
        decide(transactions, late, OLLI, now=NOW + timedelta(days=5))


def test_h5_a_delegate_has_no_more_authority_than_who_delegated(transactions: Transactions) -> None:
    """Sam may approve 10,000, so Olli may for him; and nobody decides on what Sam may not decide himself."""
    away(transactions, SAM, OLLI)
    for request, why in ((question("10000.01"), "limit"), (question(excluded=frozenset({SAM.email})), "self")):
        asking = asked(transactions, request)
        with pytest.raises(NotAuthorised) as refused:
            decide(transactions, asking, OLLI)
        assert refused.value.facts["why"] == why


def test_h5_nobody_counts_twice_through_a_delegate(transactions: Transactions) -> None:
    """Priya approves for herself; for Sam, who delegated to her, somebody else has to."""
    away(transactions, SAM, PRIYA)
    request = asked(transactions, four_eyes("5000"))
    decide(transactions, request, PRIYA)
    with pytest.raises(NotAuthorised) as refused:
        decide(transactions, request, PRIYA)
    assert refused.value.facts["why"] == "twice"
    assert decide(transactions, request, SAM).state is ApprovalState.APPROVED


def test_h5_chains_are_short_and_never_go_round(transactions: Transactions) -> None:
    """Sam to Priya to Olli is possible, one more is not, and nobody decides for themselves in the end."""
    away(transactions, SAM, PRIYA)
    away(transactions, PRIYA, OLLI)
    assert decide(transactions, asked(transactions), OLLI).decided_by == "Olli Berg for Priya Nair"
    with pytest.raises(DelegationTooLong):
        away(transactions, OLLI, MIA)
    with pytest.raises(DelegationLoop):
        away(transactions, OLLI, SAM)
    with pytest.raises(DelegationLoop):
        away(transactions, VERA, VERA)
    away(transactions, OLLI, SAM, first=21, last=22)


def test_h5_who_may_say_that_somebody_is_away(transactions: Transactions) -> None:
    """Themselves, or a director for people who forget; not a colleague, not for ever, not in the past."""
    with pytest.raises(NotAllowed):
        away(transactions, SAM, PRIYA, by=PRIYA)
    away(transactions, SAM, PRIYA, by=VERA)
    with transactions.begin() as session:
        assert len(employees.end_absence(session, desk(who=SAM), SAM.email)) == 1
    with pytest.raises(BadAbsence):
        away(transactions, SAM, PRIYA, first=1, last=11)
    with pytest.raises(BadAbsence), transactions.begin() as session:
        employees.note_absence(
            session, desk(who=SAM), SAM.email, delegate=None, from_date=TODAY, until_date=TODAY + timedelta(days=60)
        )  # fmt: skip
    with pytest.raises(NotAuthorised):
        decide(transactions, asked(transactions), OLLI)


def test_h5_reminded_are_those_who_are_here(transactions: Transactions) -> None:
    """Sam is away, Olli decides for him, Priya is away and nobody does; Vera has no ceiling."""
    away(transactions, SAM, OLLI)
    away(transactions, PRIYA, None)
    asked(transactions)
    with transactions.begin() as session:
        service.due_reminders(session, desk(NOW + timedelta(hours=4), None))
    (event,) = events(transactions, ApprovalReminderDue.kind)
    assert event["deciders"] == ["olli@w.example", "vera@w.example"]


def escalating(amount: str = "8340") -> ApprovalAsk:
    """A question for credit managers that comes to the director when they let it lie."""
    managers = frozenset({Role.CREDIT_MANAGER})
    return question(amount).model_copy(update={"roles": managers, "escalate_to": frozenset({Role.DIRECTOR})})


def test_h5_what_nobody_decides_comes_to_the_next_level(transactions: Transactions) -> None:
    """After sixteen working hours the director may decide as well, and not before."""
    request = asked(transactions, escalating())
    with pytest.raises(NotAuthorised):
        decide(transactions, request, VERA)
    at = NOW + timedelta(days=1, hours=8)
    with transactions.begin() as session:
        assert service.escalate_due(session, desk(at - timedelta(minutes=1), None)) == ()
        (view,) = service.escalate_due(session, desk(at, None))
        assert service.escalate_due(session, desk(at, None)) == ()
    assert view.roles == {Role.CREDIT_MANAGER, Role.DIRECTOR}
    assert events(transactions, ApprovalEscalated.kind)[0]["deciders"] == [
        "priya@w.example", "sam@w.example", "vera@w.example"
    ]  # fmt: skip
    assert decide(transactions, request, VERA, now=at).state is ApprovalState.APPROVED


def test_h5_when_nobody_is_here_the_next_level_is_asked_at_once(transactions: Transactions) -> None:
    """Both credit managers are away: the director hears of it now and not in two days."""
    away(transactions, SAM, None)
    away(transactions, PRIYA, None)
    request = asked(transactions, escalating())
    assert (request.escalated_at, request.roles) == (NOW, {Role.CREDIT_MANAGER, Role.DIRECTOR})
    assert decide(transactions, request, VERA).state is ApprovalState.APPROVED


def test_h4_a_company_that_wants_reasons_gets_them(transactions: Transactions) -> None:
    """Above 5,000 an approval needs words, at 5,000 it does not."""
    policy = shipped()["approvals"] | {"reason_over": "5000"}

    def asked_of(amount: str, revision: int) -> ApprovalView:
        configuration = understood(shipped() | {"approvals": policy})
        careful = Desk(now=NOW, actor=system("test"), configuration=configuration)
        with transactions.begin() as session:
            return service.ask(session, careful, question(amount, revision))

    request = asked_of("5000.01", 1)
    assert request.needs_reason
    with pytest.raises(ReasonMissing):
        decide(transactions, request)
    assert decide(transactions, request, comment="pays tomorrow").state is ApprovalState.APPROVED
    assert decide(transactions, asked_of("5000", 2)).state is ApprovalState.APPROVED


def test_h4_an_approval_says_how_far_it_goes(transactions: Transactions) -> None:
    """Of two deciders the narrower terms count."""
    request = asked(transactions, four_eyes("5000"))
    terms = (Terms(cap=Money(Decimal(9000), "GBP")), Terms(cap=Money(Decimal(8000), "GBP"), valid_until=NOW))
    for who, term in zip((SAM, PRIYA), terms, strict=True):
        with transactions.begin() as session:
            decided = service.decide(
                session, desk(who=who), request.id, approve=True, comment=None, employee=who, revision=1, terms=term
            )  # fmt: skip
    assert (decided.cap, decided.valid_until) == (Money(Decimal(8000), "GBP"), NOW)


def test_h2_limits_are_in_the_companys_currency(transactions: Transactions) -> None:
    """9,000 dollars at 0.8 are 7,200 pounds, and 13,000 are 10,400: too much for Sam."""
    for amount, revision, works in (("9000", 1, True), ("13000", 2, False)):
        request = question(revision=revision).model_copy(
            update={"amount": Money(Decimal(amount), "USD"), "rate": Decimal("0.8")}
        )  # fmt: skip
        asking = asked(transactions, request)
        if works:
            assert decide(transactions, asking).state is ApprovalState.APPROVED
        else:
            with pytest.raises(NotAuthorised) as refused:
                decide(transactions, asking)
            assert refused.value.facts["amount"] == "10400.00"
