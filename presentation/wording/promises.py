"""Owns the sentences that say why goods come when they come."""

from collections.abc import Iterator

from domain.orders.schemas import ExplainedPart, PromiseExplanation
from domain.stock.schemas import SupplyReason, Verdict
from presentation.wording.amounts import counted, number
from presentation.wording.states import move_cause
from presentation.wording.times import day, day_or


def promise_words(found: PromiseExplanation) -> str:
    """Why a line is promised for its day, a sentence a line."""
    return "\n".join(_sentences(found))


def _sentences(found: PromiseExplanation) -> Iterator[str]:
    yield f"{found.name} ({found.line_key}) is promised for {day_or(found.promised_date, 'no date')}."
    yield from map(_part, found.parts)
    if found.supply:
        yield from (_receipt(reason) for reason in found.supply.receipts if reason.verdict is not Verdict.NOT_NEEDED)
        for line in found.supply.competing:
            by = f" by {day(line.promised_date)}" if line.promised_date else ""
            yield f"{line.line_key} waits for {number(line.quantity)} of it{by}."
    for said in found.said[1:]:
        yield f"On {day(said.said_date)} we said {day_or(said.promised_date, 'no date')}: {move_cause(said.cause)}."


def _part(part: ExplainedPart) -> str:
    if part.warehouse is None or part.ship_date is None or part.available_date is None:
        return f"{number(part.quantity)} have no date: nothing that is due covers them."
    start = f"{number(part.quantity)} are there on {day(part.available_date)} in {part.warehouse}"
    start += f" by {part.supplier_order}" if part.supplier_order else ""
    late = ", after today's cut-off" if part.is_after_cutoff else ""
    picking = counted(part.picking_days, "working day")
    transit = counted(part.transit_days, "working day")
    return (
        f"{start}{late}: picked in {picking}, leaving on {day(part.ship_date)}, {transit} on the way, "
        f"with the customer on {day_or(part.arrival_date, 'no date')}."
    )


def _receipt(reason: SupplyReason) -> str:
    start = (
        f"{reason.supplier_order} brings {number(reason.quantity)} on {day(reason.expected_date or reason.due_date)}"
    )
    match reason.verdict:
        case Verdict.TAKEN:
            return f"{start}, {number(reason.taken)} of them are for this line."
        case Verdict.TOO_LATE:
            return f"{reason.supplier_order} was due on {day(reason.due_date)}; nobody counts on it any more."
        case Verdict.BEYOND_HORIZON:
            return f"{start}, too far off to promise."
    return f"{start}, all of it is promised to others."
