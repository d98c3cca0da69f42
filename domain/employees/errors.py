"""What employees refuse."""

from domain.shared.errors import Refusal


class BadAbsence(Refusal):
    """The days are in the past, the wrong way round or too many; facts: from_date, until_date, most_days."""

    code = "BAD_ABSENCE"


class DelegationLoop(Refusal):
    """In the end somebody would decide for themselves; facts: chain."""

    code = "DELEGATION_LOOP"


class DelegationTooLong(Refusal):
    """It would be passed on more often than policy allows; facts: chain, most."""

    code = "DELEGATION_TOO_LONG"
