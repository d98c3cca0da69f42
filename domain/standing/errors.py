"""What standing orders refuse. Words for people are chosen in presentation."""

from domain.shared.errors import Refusal


class StandingBlocked(Refusal):
    """What is to be ordered again and again is not valid, or never falls due; facts: codes."""

    code = "STANDING_BLOCKED"


class NoSuchOccurrence(Refusal):
    """The standing order does not fall due on that day, or it was dealt with; facts: number, day."""

    code = "NO_SUCH_OCCURRENCE"
