"""How a reading compares with what was confirmed: thing by thing, so that a gain and a loss can be told."""

from collections.abc import Iterable
from decimal import Decimal

from domain.intake.schemas import CaseView, Confirmed, Difference, Reading, Replayed
from domain.shared.quantity import plain

#: Readings of these intents became drafts.
_DRAFTING = ("order", "draft_edit")


def differences(reading: Reading, confirmed: Confirmed) -> tuple[Difference, ...]:
    """Everything in which a reading is not what was confirmed; nothing for a reading that was right."""
    read, right = _read(reading), _confirmed(confirmed)
    return tuple(
        Difference(about=about, read=read.get(about, ""), right=right.get(about, ""))
        for about in dict.fromkeys((*right, *read))
        if read.get(about, "") != right.get(about, "")
    )


def compared(case: CaseView, now: Reading) -> Replayed:
    """A case as it was read then and as it is read now."""
    before = {each.about: each for each in differences(case.reading, case.confirmed)}
    after = {each.about: each for each in differences(now, case.confirmed)}
    return Replayed(
        case=case,
        was_right=not before,
        is_right=not after,
        gains=tuple(each for about, each in before.items() if about not in after),
        losses=tuple(each for about, each in after.items() if about not in before),
    )


def _read(reading: Reading) -> dict[str, str]:
    lines = _lines((line.sku, line.base_quantity) for line in reading.lines)
    asked = "; ".join(f"“{question.text}”" for question in reading.questions)
    questions = {"questions": asked} if asked else {}
    intent = {} if reading.intent in _DRAFTING else {"intent": reading.intent}
    return lines | _head(reading) | questions | intent


def _confirmed(confirmed: Confirmed) -> dict[str, str]:
    return _lines((line.sku, line.base_quantity) for line in confirmed.lines) | _head(confirmed)


def _lines(lines: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    total: dict[str, Decimal] = {}
    for sku, quantity in lines:
        total[sku] = total.get(sku, Decimal(0)) + quantity
    return {f"article {sku}": plain(quantity) for sku, quantity in total.items()}


def _head(said: Reading | Confirmed) -> dict[str, str]:
    wanted = said.requested_date.isoformat() if said.requested_date else ""
    return {
        "customer": said.customer_id or "", "date": wanted, "PO": said.customer_po or "", "ship to": said.ship_to or "",
    }  # fmt: skip
