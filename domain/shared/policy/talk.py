"""Owns the policy of drafts, of mails and alerts, and of what is learned."""

from datetime import time

from pydantic import Field

from domain.shared.policy.part import Part


class DuplicatePolicy(Part):
    """How long the same basket of the same customer is suspicious, and whether a second copy is held when confirmed."""

    window_hours: int
    hold: bool


class DraftPolicy(Part):
    """How long a draft lives; of how many of their last orders a customer's usual one is made."""

    expire_working_days: int
    usual_from_orders: int = Field(ge=1)


class LearningPolicy(Part):
    """How long messages with corrected readings are kept, and readings of drafts that were never confirmed."""

    keep_cases_days: int = Field(gt=0)
    keep_unconfirmed_days: int = Field(gt=0)


class MailPolicy(Part):
    """How many mails of one sender we answer in a window."""

    messages_per_sender: int
    window_minutes: int


class AlertPolicy(Part):
    """When the daily alerts run (company time) and what is late."""

    backorders_at: time
    overdue_at: time
    returns_at: time
    return_expected_days: int
    inspection_days: int
