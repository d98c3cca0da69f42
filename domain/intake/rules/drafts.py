"""What a thread's draft holds after a reading, and what it held one change ago."""

from domain.intake.schemas import DraftState, Reading

DRAFTING = ("order", "draft_edit", "draft_confirm", "draft_discard")
_CARRIED = ("customer_id", "lines", "questions", "requested_date", "customer_po", "ship_to", "note", "before", "spoken")


def draft_after(reading: Reading, before: DraftState | None = None) -> DraftState:
    """The draft that a reading leaves behind: a question in between changes only what was spoken of last."""
    if before is not None and reading.intent not in DRAFTING:
        return before.model_copy(update={"spoken": reading.spoken or before.spoken})
    kept = {name: getattr(reading, name) for name in _CARRIED}
    doubtful = reading.doubtful or (
        reading.intent == "order" and not (reading.ready or reading.questions or reading.unexplained)
    )
    return DraftState(**kept, doubtful=doubtful, unexplained=tuple(span.text for span in reading.unexplained))


def past_of(draft: DraftState) -> DraftState:
    """A draft as the past of the next one; its own past is let go, so that nothing grows."""
    return draft.model_copy(update={"before": None})
