"""What approvals refuses."""

from domain.shared.errors import Refusal


class NotAuthorised(Refusal):
    """Somebody else must decide; facts: why ('role', 'limit' or 'self'), needs, amount, limit."""

    code = "NOT_AUTHORISED"


class AlreadyDecided(Refusal):
    """Somebody was first; facts: state, by, at (ISO moment), comment."""

    code = "ALREADY_DECIDED"


class StaleApproval(Refusal):
    """What was shown is no more what is asked; facts: approval_id of the request that is open now, or None."""

    code = "STALE_APPROVAL"


class ApprovalClosed(Refusal):
    """Nobody waits for this decision any more; facts: state (expired or withdrawn)."""

    code = "APPROVAL_CLOSED"


class ReasonMissing(Refusal):
    """A rejection needs a reason."""

    code = "REASON_MISSING"
