"""What happens to requests for a decision without anybody deciding."""

from typing import ClassVar

from domain.approvals.schemas import ApprovalView
from domain.shared.events import Event


class ApprovalExpired(Event):
    """Nobody decided in time; the owner of the subject says what follows."""

    kind: ClassVar[str] = "approval_expired"

    approval: ApprovalView


class ApprovalReminderDue(Event):
    """A request has waited so long that the approvers are reminded, once."""

    kind: ClassVar[str] = "approval_reminder_due"

    approval: ApprovalView
