"""What happens to requests for a decision without anybody deciding."""

from typing import ClassVar

from domain.approvals.schemas import ApprovalView
from domain.shared.events import Event


class ApprovalExpired(Event):
    """Nobody decided in time; the owner of the subject says what follows."""

    kind: ClassVar[str] = "approval_expired"

    approval: ApprovalView


class ApprovalReminderDue(Event):
    """A request has waited so long that the approvers are reminded, once; `deciders` are those who are here."""

    kind: ClassVar[str] = "approval_reminder_due"

    approval: ApprovalView
    deciders: tuple[str, ...] = ()


class ApprovalEscalated(Event):
    """Nobody decided in time, or nobody who may is here: the next level decides as well; `deciders` are here."""

    kind: ClassVar[str] = "approval_escalated"

    approval: ApprovalView
    deciders: tuple[str, ...] = ()
