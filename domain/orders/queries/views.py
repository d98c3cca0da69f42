"""The order as everyone sees it, put together from its rows."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing.schemas import CreditDecision, TaxRow
from domain.catalog.schemas import LearnedWords
from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.rows import contents, hold_rows, order_row
from domain.orders.rules.progress import billing_flag, delivery_flag, flag, is_fulfilled
from domain.orders.rules.suggestions import standing
from domain.orders.schemas import (
    AttachedFile,
    HoldView,
    LineView,
    OrderRequest,
    OrderView,
    PlannedPart,
    QuestionView,
    ShipTo,
    SuggestionView,
)
from domain.shared.desk import Desk
from domain.shared.errors import NotFound, Problem
from domain.shared.money import Money

_SAME_LINE_FIELDS = (
    "line_no", "line_key", "sku", "name", "customer_part_number", "quantity", "unit", "base_unit", "unit_price",
    "price_source", "price_kind", "stated_price", "discount", "tax_rate", "tax_place", "tax_reason", "open",
    "allocated", "picked", "shipped", "cancelled", "invoiced", "returned", "returned_uninvoiced", "returned_unsettled",
    "promised_date", "text",
)  # fmt: skip
_SAME_ORDER_FIELDS = (
    "number", "state", "revision", "channel", "customer_id", "customer_name", "bill_to", "requested_date",
    "promised_date", "customer_po", "note", "currency", "source_text", "reserved_until", "author_id",
    "account_manager", "created_at", "confirmed_at", "invoicing", "terms", "delivery_policy", "carrier",
    "exchange_rate", "exchange_rate_date", "tax_included",
    "discount_share",
)  # fmt: skip
_SAME_HOLD_FIELDS = (
    "reason", "opened_at", "released_at", "released_by", "comment", "approval_id", "ending", "valid_until",
    "rejected_at",
)  # fmt: skip


def order(session: Session, desk: Desk, number: str) -> OrderView:
    """A draft or order by its number; two SELECTs, more where it has holds or invoices. Raises NotFound."""
    row = order_row(session, number)
    lines, holds = contents(session, row.id)
    return view_of(row, lines, holds, payment=payment_flag(session, desk, row, lines))


def request_of(session: Session, number: str) -> OrderRequest:
    """What was asked for, as it was last said. Raises NotFound for an order that never was a draft."""
    row = order_row(session, number)
    if row.request is None:
        raise NotFound(subject=f"order:{number}")
    return OrderRequest.model_validate(row.request)


def payment_flag(session: Session, desk: Desk, row: SalesOrder, lines: Sequence[OrderLine]) -> str:
    """How much of an order's invoices is paid; asks billing only where something is invoiced."""
    if not any(line.invoiced for line in lines):
        return "none"
    if row.state == OrderState.CLOSED:
        return "full"
    invoices = billing.invoices_of_order(session, desk, row.number)
    paid = [invoice for invoice in invoices if invoice.open_amount < invoice.total]
    return flag(paid, bool(invoices) and not any(invoice.open_amount for invoice in invoices))


def as_seen(
    session: Session,
    desk: Desk,
    row: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    views: Sequence[LineView] | None = None,
) -> OrderView:
    """The order as everyone sees it at this moment of a verb, which has these lines in hand, or their views too."""
    payment = payment_flag(session, desk, row, lines)
    return view_of(row, lines, hold_rows(session, [row.id]), payment=payment, views=views)


def line_view(row: OrderLine, currency: str) -> LineView:
    """One line as it is shown."""
    return LineView(
        **{name: getattr(row, name) for name in _SAME_LINE_FIELDS},
        base_quantity=row.ordered,
        net=Money(row.net, currency),
        gross=_money(row.gross, currency),
        document_discount=_money(row.document_discount, currency),
        invoiced_net=Money(row.invoiced_net, currency),
        invoiced_gross=_money(row.invoiced_gross, currency),
        parts=tuple(PlannedPart.model_validate(part) for part in row.parts or ()),
        inferred=tuple(row.inferred or ()),
    )


def hold_view(row: Hold, currency: str) -> HoldView:
    """One hold as it is shown; a row that was not written yet has no defaults."""
    amounts = {name: getattr(row, name) for name in ("amount", "measure", "cap")}
    return HoldView(
        **{name: getattr(row, name) for name in _SAME_HOLD_FIELDS},
        **{name: None if amount is None else Money(amount, currency) for name, amount in amounts.items()},
        facts=row.facts or {},
        about=row.about or "",
    )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def view_of(
    row: SalesOrder,
    line_rows: Sequence[OrderLine],
    hold_rows: Sequence[Hold],
    *,
    payment: str = "none",
    views: Sequence[LineView] | None = None,
) -> OrderView:
    """The view of an order from its rows, and from the views of its lines where they are at hand."""
    lines = tuple(views or (line_view(line, row.currency) for line in line_rows))
    return OrderView(
        **{name: getattr(row, name) for name in _SAME_ORDER_FIELDS},
        author=row.author_name,
        ship_to=ShipTo.model_validate(row.ship_to) if row.ship_to else None,
        ship_to_choices=tuple(row.ship_to_choices or ()),
        lines=lines,
        discount_amount=Money(row.discount_amount, row.currency) if row.discount_amount else None,
        net=Money(row.net, row.currency),
        tax=Money(row.tax, row.currency),
        taxes=tuple(TaxRow.model_validate(tax) for tax in row.taxes or ()),
        total=Money(row.total, row.currency),
        credit=CreditDecision.model_validate(row.credit) if row.credit else None,
        holds=tuple(hold_view(hold, row.currency) for hold in hold_rows),
        problems=tuple(Problem.model_validate(problem) for problem in row.problems or ()),
        questions=tuple(QuestionView.model_validate(question) for question in row.questions or ()),
        unexplained=tuple((row.request or {}).get("unexplained", ())),
        enquiries=tuple(row.enquiries or ()),
        files=tuple(AttachedFile.model_validate(file) for file in (row.request or {}).get("files", ())),
        learned=_learned(row),
        suggestions=_suggestions(row),
        delivery=delivery_flag(lines),
        billing=billing_flag(lines),
        payment=payment,
        fulfilled=is_fulfilled(lines),
    )


def _learned(row: SalesOrder) -> tuple[LearnedWords, ...]:
    lines = (row.request or {}).get("lines", ())
    found = [LearnedWords.model_validate(line["learned"]) for line in lines if line.get("learned")]
    return tuple({each.alias_id: each for each in found}.values())


def _suggestions(row: SalesOrder) -> tuple[SuggestionView, ...]:
    """What a second reader suggests for a draft; most have nothing."""
    if row.state != OrderState.DRAFT or not (row.request or {}).get("suggestions"):
        return ()
    return standing(OrderRequest.model_validate(row.request))


def still_open(row: OrderLine) -> Decimal:
    """What of a line is neither gone nor given up."""
    return row.open + row.allocated + row.picked
