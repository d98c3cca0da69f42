"""Owns the values of a PO that came again: what it asks for, how that differs from the order, what may be done."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas.orders import OrderView, ShipTo
from domain.orders.schemas.requests import AttachedFile
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Possibility(StrEnum):
    """How much of a change can still be made."""

    POSSIBLE = "possible"
    PARTLY = "partly"
    TOO_LATE = "too_late"


class ContentLine(_Value):
    """How much of an article is wanted in all, in base units."""

    sku: str
    name: str
    base_unit: str
    quantity: Quantity


class Contents(_Value):
    """What tells two requests apart: how much of which articles, where to, by when."""

    lines: tuple[ContentLine, ...]
    ship_to: ShipTo | None
    requested_date: date | None


class LineChange(_Value):
    """One article whose quantity changes; `before` 0: added, `after` 0: removed.

    `reachable` is the quantity that can be had; `why` names in a code what stands in the way of the rest.
    """

    sku: str
    name: str
    base_unit: str
    before: Quantity
    after: Quantity
    possibility: Possibility
    reachable: Quantity
    why: str = ""


class TermChange(_Value):
    """Another day (`term` is requested_date, the values ISO dates) or another place (ship_to, the values labels)."""

    term: str
    before: str
    after: str
    possibility: Possibility
    why: str = ""


class Difference(_Value):
    """How a PO that came again differs from the order as it is now."""

    lines: tuple[LineChange, ...] = ()
    terms: tuple[TermChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.lines and not self.terms

    @property
    def may_be_applied(self) -> bool:
        """Whether any of it is still possible."""
        found = [line.possibility for line in self.lines] + [term.possibility for term in self.terms]
        return any(possibility is not Possibility.TOO_LATE for possibility in found)


class ResentKind(StrEnum):
    """The same again, or changed."""

    DUPLICATE = "duplicate"
    REVISION = "revision"


class ResentState(StrEnum):
    """What became of a PO that came again."""

    OPEN = "open"
    APPLIED = "applied"
    ORDERED = "ordered"


class ResentPoView(_Value):
    """A PO that came again, beside the order as it is now. Nothing happens by itself: an employee settles it.

    `key` is that of the message it came with, `unclear` what of it was not understood for certain, `result_number` the
    order that it became in the end. `files` are what came with it.
    """

    id: int
    key: str
    kind: ResentKind
    state: ResentState
    order: OrderView
    difference: Difference
    customer_po: str
    customer_id: str | None
    channel: str
    author: str
    author_id: str
    is_proven: bool
    source_text: str = ""
    unclear: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    received_at: datetime
    settled_by: str | None = None
    settled_at: datetime | None = None
    result_number: str | None = None

    @property
    def may_be_applied(self) -> bool:
        """Whether one click can bring the order to what the PO asks for now, as far as it is still possible."""
        return self.kind is ResentKind.REVISION and self.difference.may_be_applied and not self.is_unclear

    @property
    def is_unclear(self) -> bool:
        """Whether something has to be asked first; a draft can ask it itself."""
        return bool(self.unclear) and self.order.state != "draft"
