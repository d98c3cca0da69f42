"""Owns what a button, select or modal says back to us: its id, and its value as a typed frozen model."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

MOST_CHARACTERS = 2000


class ActionId(StrEnum):
    """The id of every button and select that we post."""

    CONFIRM = "order_confirm"
    EDIT = "order_edit"
    DISCARD = "order_discard"
    ANSWER = "question_answer"
    ANSWER_SELECT = "question_answer_select"
    SUGGESTION = "suggestion_taken"
    APPROVE = "approval_approve"
    APPROVE_TERMS = "approval_terms"
    REJECT = "approval_reject"
    APPLY_CHANGES = "resent_apply"
    ORDER_AGAIN = "resent_order_again"
    KEEP_BOTH = "draft_keep_both"
    CLOSE_ENQUIRY = "enquiry_close"
    UNDO_ALIAS = "alias_undo"
    CANCEL = "order_cancel"
    ASK_DESK = "order_ask_desk"


class CallbackId(StrEnum):
    """The id of every modal that can be submitted."""

    APPROVE = "approve_modal"
    REJECT = "reject_modal"
    EDIT = "edit_modal"
    LOADING = "loading_modal"


class EditField(StrEnum):
    """Block id (and action id) of each input of the edit modal."""

    CUSTOMER_PO = "customer_po"
    REQUESTED_DATE = "requested_date"
    SHIP_TO = "ship_to"
    NOTE = "note"
    LINES = "lines"
    #: Followed by a colon and the place of the question.
    QUESTION = "question"


#: Block id (and action id) of the input of the approve and reject modals.
COMMENT = "comment"
#: Block id (and action id) of how far an approval goes.
CAP = "cap"
VALID_UNTIL = "valid_until"


class ActionValue(BaseModel):
    """Base of every value; `as_value` goes into a button or a modal's private_metadata, `parsed` comes back.

    `parsed` raises pydantic's ValidationError for anything that we did not write.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_value(self) -> str:
        """The value as Slack carries it; raises ValueError over Slack's 2,000 characters."""
        text = self.model_dump_json()
        if len(text) > MOST_CHARACTERS:
            raise ValueError(f"a button value of {len(text)} characters, at most {MOST_CHARACTERS} are possible")
        return text

    @classmethod
    def parsed(cls, value: str) -> Self:
        """The value again."""
        return cls.model_validate_json(value)


class OrderAction(ActionValue):
    """Confirm, Edit or Discard of an order as the card showed it."""

    number: str
    revision: int


class QuestionAnswer(ActionValue):
    """One candidate as the answer to question `index` of a draft at a revision; short enough for an option."""

    number: str
    revision: int
    index: int
    candidate: str


class SuggestionTaken(ActionValue):
    """The suggestion at place `index` of a draft at a revision."""

    number: str
    revision: int
    index: int


class ResentAction(ActionValue):
    """Apply the changes, or Order it again, of a PO that came again, beside the order as the card showed it."""

    id: int
    revision: int


class TwinAction(ActionValue):
    """Keep both: the draft as the card showed it, and the order that it looks like a copy of."""

    number: str
    revision: int
    other: str


class EnquiryAction(ActionValue):
    """Answered: a question that was asked beside an order, or how it begins."""

    number: str
    enquiry: str


class AliasAction(ActionValue):
    """Undo of what was learned of a customer's words; with the draft whose card it stands on, if any."""

    alias_id: int
    number: str | None = None


class DeskQuestion(ActionValue):
    """Words about an order that a person of the order desk is asked to look at."""

    number: str
    said: str


class ApprovalAction(ActionValue):
    """Approve or Reject of a request on exactly the snapshot that the card showed."""

    approval_id: int
    revision: int
    snapshot_hash: str


class ModalOrigin(ActionValue):
    """Where a modal was opened from, so that the answer finds its way back to the thread."""

    order: OrderAction | None = None
    approval: ApprovalAction | None = None
    channel: str = ""
    thread_ts: str = ""
