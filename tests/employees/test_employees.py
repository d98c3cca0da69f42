"""Stories of employees."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.employees import queries, service
from domain.employees.schemas import EmployeeView, may_approve
from domain.shared.actors import Role, system
from domain.shared.audit import trail
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.policy import shipped, understood

DESK = Desk(now=datetime(2026, 5, 11, 8, tzinfo=UTC), actor=system("test"), configuration=understood(shipped()))
VERA = EmployeeView(email="vera@us.example", name="Vera", roles=frozenset({Role.DIRECTOR}))
SAM = EmployeeView(
    email="sam@us.example",
    name="Sam",
    roles=frozenset({Role.CREDIT_MANAGER}),
    slack_user_id="U0SAM",
    approval_limit=Decimal("5000.00"),
    manager_email="vera@us.example",
)


def test_authority_ends_at_the_limit_and_a_director_has_none() -> None:
    """Without a limit nobody else may approve anything."""
    assert may_approve(SAM, Decimal(5000))
    assert not may_approve(SAM, Decimal("5000.01"))
    assert may_approve(VERA, Decimal(10**9))
    assert not may_approve(SAM.model_copy(update={"approval_limit": None}), Decimal(1))


def test_employees_are_found_by_mail_and_by_slack(transactions: Transactions) -> None:
    """A manager may come after those who report to them."""
    with transactions.begin() as session:
        service.import_employees(session, DESK, [SAM, VERA])
    with transactions.read() as session:
        assert queries.by_email(session, "SAM@us.example") == SAM
        assert queries.by_slack_id(session, "U0SAM") == SAM
        assert queries.by_slack_id(session, "U0NOBODY") is None
        assert queries.all_employees(session) == [SAM, VERA]


def test_a_slack_user_belongs_to_one_employee(transactions: Transactions) -> None:
    """Linking moves it, is written down, and strangers are refused."""
    with transactions.begin() as session:
        service.import_employees(session, DESK, [SAM, VERA])
        linked = service.link_slack(session, DESK, "vera@us.example", "U0SAM")
        assert linked.slack_user_id == "U0SAM"
        assert queries.by_slack_id(session, "U0SAM") == linked
        assert [entry.action for entry in trail(session, "employee:vera@us.example")] == ["employee.linked"]
        with pytest.raises(NotFound):
            service.link_slack(session, DESK, "nobody@us.example", "U0NEW")
