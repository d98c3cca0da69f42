"""Values of approvals that enter and leave."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.shared.actors import Role
from domain.shared.money import Money


class ApprovalState(StrEnum):
    """The life of a request; everything but REQUESTED is final."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class ApprovalAsk(BaseModel):
    """A decision that is needed about a subject ('order:SO-1042') at a revision, and what the decider is shown.

    `amount` must lie within the decider's approval limit; nobody in `excluded` (employee mails) may decide, nor who
    asks, unless `asker_may_decide`.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    subject: str
    revision: int
    reasons: tuple[str, ...]
    amount: Money
    roles: frozenset[Role]
    excluded: frozenset[str] = frozenset()
    asker_may_decide: bool = False
    snapshot: dict[str, Any] = Field(default_factory=dict)


class ApprovalView(BaseModel):
    """A request for a decision, and the decision once there is one."""

    model_config = ConfigDict(frozen=True)

    id: int
    kind: str
    subject: str
    revision: int
    snapshot_hash: str
    reasons: tuple[str, ...]
    amount: Money
    roles: frozenset[Role]
    state: ApprovalState
    snapshot: dict[str, Any]
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    comment: str | None = None
