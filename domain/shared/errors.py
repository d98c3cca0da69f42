"""Owns the two ways of saying no: a `Refusal` is raised, a `Problem` is a value. Neither holds words for people."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field


class Refusal(Exception):
    """Something was asked that may not be; `code` names the reason and `facts` what it is about.

    Nothing may have been changed by the verb that raises it. Words for people are chosen in presentation.
    """

    code: ClassVar[str] = "REFUSED"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


class NotFound(Refusal):
    """The thing named does not exist, or not for this actor."""

    code = "NOT_FOUND"


class NotAllowed(Refusal):
    """The actor's roles do not permit this."""

    code = "NOT_ALLOWED"


class BadDate(Refusal):
    """A day that cannot be meant; facts: field, value, expected."""

    code = "BAD_DATE"


class StaleRevision(Refusal):
    """The record moved on since the actor saw it; facts: number, shown, current."""

    code = "STALE_REVISION"


class IllegalTransition(Refusal):
    """The life cycle has no such move; facts: subject, from_state, to_state."""

    code = "ILLEGAL_TRANSITION"


class Problem(BaseModel):
    """One thing that is wrong or worth saying about a request; blocking ones forbid confirming it.

    `where` names the field ('customer', 'requested_date', 'line 2'), `facts` holds the values for the words.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    blocking: bool
    where: str = ""
    facts: dict[str, str] = Field(default_factory=dict)
