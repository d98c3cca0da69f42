"""Decides what to say of a date: which receipt gives what, and who limits it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.stock.rules.outlook import Outlook
from domain.stock.schemas import (
    Availability,
    Coverage,
    DemandView,
    ReceiptView,
    StockRequest,
    SupplyExplanation,
    SupplyReason,
    Verdict,
)


def explain(
    request: StockRequest,
    availability: Availability,
    demand: Sequence[DemandView],
    *,
    today: date,
    horizon: date,
    buffer: Decimal = Decimal(0),
) -> SupplyExplanation:
    """Why a request is covered from where and when it is: what is there, what each receipt gives or why it gives
    nothing, and which other lines wait for the article, in the order in which they are served.
    """
    outlook = Outlook.of(availability, today=today, horizon=horizon, buffer=buffer)
    least, limited_on = outlook.least_from(today)
    free = sum((balance.free for balance in availability.balances), Decimal(0))
    coverage = outlook.take(request)
    reasons = tuple(_reason(receipt, coverage, outlook, horizon) for receipt in availability.receipts)
    return SupplyExplanation(
        sku=request.sku,
        wanted=request.quantity,
        free_now=free,
        may_be_taken_now=max(least, Decimal(0)),
        limited_on=limited_on if least < free else None,
        coverage=coverage,
        receipts=reasons,
        competing=tuple(demand),
    )


def _reason(receipt: ReceiptView, coverage: Coverage, outlook: Outlook, horizon: date) -> SupplyReason:
    taken = sum(
        (
            part.quantity
            for part in coverage.parts
            if (part.supplier_order, part.available_date) == (receipt.supplier_order, receipt.expected_date)
        ),
        Decimal(0),
    )
    verdict, limited_on = Verdict.NOT_NEEDED, None
    if receipt.expected_date is None:
        verdict = Verdict.TOO_LATE
    elif receipt.expected_date > horizon:
        verdict = Verdict.BEYOND_HORIZON
    elif taken > 0:
        verdict = Verdict.TAKEN
    elif coverage.short > 0 or any(part.available_date > receipt.expected_date for part in coverage.parts):
        verdict = Verdict.PROMISED_TO_OTHERS
        limited_on = outlook.least_from(receipt.expected_date)[1]
    return SupplyReason(
        supplier_order=receipt.supplier_order,
        line_no=receipt.line_no,
        warehouse=receipt.warehouse,
        due_date=receipt.due_date,
        expected_date=receipt.expected_date,
        quantity=receipt.quantity,
        taken=taken,
        verdict=verdict,
        limited_on=limited_on,
    )
