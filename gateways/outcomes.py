"""What became of one send, as a value: the same four answers for Slack and for mail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivered:
    """The other side has it; `reference` is Slack's ts (or view id), or the Message-ID of a mail."""

    reference: str


@dataclass(frozen=True)
class Ambiguous:
    """It may or may not have arrived (the connection broke after sending, a 5xx): look before a second try."""

    reason: str


@dataclass(frozen=True)
class Rejected:
    """It will never be taken as it is; `reason` is a code, `facts` say what was wrong and where."""

    reason: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Later:
    """It was surely not taken; try again in `seconds`."""

    seconds: float
    reason: str = ""


Outcome = Delivered | Ambiguous | Rejected | Later


class CallFailed(Exception):
    """A question to the other side (who is this, is it there) got no answer; `outcome` says why."""

    def __init__(self, call: str, outcome: Ambiguous | Rejected | Later) -> None:
        super().__init__(f"{call}: {outcome}")
        self.call = call
        self.outcome = outcome
