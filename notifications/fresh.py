"""Owns what is read again right before a message leaves: a reminder says what is open then."""

from typing import Any

from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.shared.desk import Desk
from presentation.schemas import OverdueReminder

REMINDER = "overdue_reminder"


def fresh_reminder(session: Session, desk: Desk, data: dict[str, Any]) -> dict[str, Any] | None:
    """A reminder's data with what is open now; None where nothing of it is to be reminded of any more."""
    reminder = OverdueReminder.model_validate(data)
    notice = billing.current_notice(session, desk, reminder.notice)
    return None if notice is None else reminder.model_copy(update={"notice": notice}).model_dump(mode="json")
