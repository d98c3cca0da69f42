"""Tables of orders: the order, its lines with how far each has come, its holds and the ledger of its promises."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.orders.lifecycle import LIVE, OrderState
from domain.shared.database import AmountColumn, Base, Document, MomentColumn, ScaledColumn, Serial

ZERO = Decimal(0)


class SalesOrder(Base):
    """A draft or order. `revision` grows with everything a person could see; `request` is what was asked for.

    Prices include tax where it says so; the discount on the whole order is a share or an amount. `exchange_rate` is
    what one unit of `currency` cost in the company's on that date. `priced_on` and `price_version` say with which
    prices it was drafted. Findings of drafting (`problems`, `questions`,
    `credit`, `taxes`, …) are kept as they were shown. `content_key` is of what it has now, `sent_key` of what the
    customer last said; `kept_beside` names its twins that are wanted too. `enquiries` are the questions beside it that
    nobody answered yet.
    """

    __tablename__ = "sales_orders"
    __table_args__ = (Index("ix_sales_orders_bill_to_state", "bill_to", "state"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    draft_key: Mapped[str | None] = mapped_column(String(250), unique=True)
    state: Mapped[str] = mapped_column(String(30), default=OrderState.CLOSED)
    revision: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(String(20), default="import")
    customer_id: Mapped[str | None] = mapped_column(String(80), index=True)
    customer_name: Mapped[str | None] = mapped_column(String(250))
    bill_to: Mapped[str | None] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    exchange_rate: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(1))
    exchange_rate_date: Mapped[date | None]
    tax_included: Mapped[bool] = mapped_column(default=False, server_default=false())
    discount_share: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO, server_default="0")
    discount_amount: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO, server_default="0")
    priced_on: Mapped[date | None]
    price_version: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    terms_days: Mapped[int] = mapped_column(default=30)
    terms: Mapped[str | None] = mapped_column(String(120))
    invoicing: Mapped[str] = mapped_column(String(20), default="shipment", server_default="shipment")
    delivery_policy: Mapped[str] = mapped_column(String(20), default="ship_partial")
    ship_to: Mapped[dict[str, Any] | None] = mapped_column(Document)
    carrier: Mapped[str | None] = mapped_column(String(120))
    ship_to_choices: Mapped[list[str] | None] = mapped_column(Document)
    customer_po: Mapped[str | None] = mapped_column(String(250))
    po_key: Mapped[str | None] = mapped_column(String(250), index=True)
    basket_key: Mapped[str | None] = mapped_column(String(64), index=True)
    content_key: Mapped[str | None] = mapped_column(String(64))
    sent_key: Mapped[str | None] = mapped_column(String(64))
    kept_beside: Mapped[list[str] | None] = mapped_column(Document)
    requested_date: Mapped[date | None]
    promised_date: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    net: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO)
    tax: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO)
    total: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO)
    taxes: Mapped[list[Any] | None] = mapped_column(Document)
    credit: Mapped[dict[str, Any] | None] = mapped_column(Document)
    problems: Mapped[list[Any] | None] = mapped_column(Document)
    questions: Mapped[list[Any] | None] = mapped_column(Document)
    request: Mapped[dict[str, Any] | None] = mapped_column(Document)
    enquiries: Mapped[list[str] | None] = mapped_column(Document)
    source_text: Mapped[str] = mapped_column(Text, default="")
    reserved_until: Mapped[datetime | None] = mapped_column(MomentColumn)
    stock_kept_until: Mapped[datetime | None] = mapped_column(MomentColumn)
    author_id: Mapped[str] = mapped_column(String(250), default="import")
    author_name: Mapped[str] = mapped_column(String(250), default="import")
    confirmer_id: Mapped[str | None] = mapped_column(String(250))
    account_manager: Mapped[str | None] = mapped_column(String(250))
    created_at: Mapped[datetime] = mapped_column(MomentColumn)
    touched_at: Mapped[datetime] = mapped_column(MomentColumn)
    confirmed_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    closed_at: Mapped[datetime | None] = mapped_column(MomentColumn)


Index(
    "ix_sales_orders_unsettled", SalesOrder.state, SalesOrder.id,
    sqlite_where=SalesOrder.state.in_(sorted({*LIVE, OrderState.DRAFT})),
    postgresql_where=SalesOrder.state.in_(sorted({*LIVE, OrderState.DRAFT})),
)  # fmt: skip


class OrderLine(Base):
    """One line. `quantity` is in `unit` as ordered; every other quantity is in base units and accounted for by the
    identity that the database checks. `invoiced_net` and `invoiced` grow together; so does `invoiced_gross` where
    prices include tax, which is where a line has a `gross`. `discount` is a share, `document_discount` what the line
    bears of the discount on the whole order. `our_price` is what the lists say where another was agreed, `cost_price`
    what one base unit costs us, in the company's currency. `priced_by` is who of ours set its price or discount,
    `price_before` what a base unit cost, discount taken off, before an amendment set another price. What of `returned`
    came back before it was invoiced is `returned_unsettled` until its return is settled, and `returned_uninvoiced` once
    that credits it: it never will be.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "line_no"),
        CheckConstraint("ordered = open + allocated + picked + shipped + cancelled", name="accounted"),
        CheckConstraint(
            "ordered > 0 AND open >= 0 AND allocated >= 0 AND picked >= 0 AND shipped >= 0 AND cancelled >= 0",
            name="not_negative",
        ),
        CheckConstraint("invoiced >= 0 AND invoiced <= ordered - cancelled", name="invoiced_within_wanted"),
        CheckConstraint("returned >= 0 AND returned <= shipped", name="returned_within_shipped"),
        CheckConstraint(
            "returned_uninvoiced >= 0 AND returned_unsettled >= 0 "
            "AND returned_uninvoiced + returned_unsettled <= returned "
            "AND invoiced + returned_uninvoiced + returned_unsettled <= ordered - cancelled",
            name="uninvoiced_returns",
        ),
        CheckConstraint("net >= 0 AND unit_price >= 0 AND invoiced_net >= 0", name="priced"),
        CheckConstraint("discount >= 0 AND discount <= 1000000 AND document_discount >= 0", name="discounted"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"))
    line_no: Mapped[int]
    line_key: Mapped[str] = mapped_column(String(100), unique=True, insert_sentinel=True)
    sku: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(250), default="")
    customer_part_number: Mapped[str | None] = mapped_column(String(120))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    unit: Mapped[str] = mapped_column(String(40), default="each")
    ordered: Mapped[Decimal] = mapped_column(ScaledColumn)
    base_unit: Mapped[str] = mapped_column(String(40), default="each")
    unit_price: Mapped[Decimal] = mapped_column(ScaledColumn)
    price_source: Mapped[str] = mapped_column(String(250), default="import")
    price_kind: Mapped[str] = mapped_column(String(20), default="list", server_default="list")
    stated_price: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    our_price: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    cost_price: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    price_before: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    priced_by: Mapped[str | None] = mapped_column(String(250))
    discount: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO, server_default="0")
    document_discount: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO, server_default="0")
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    gross: Mapped[Decimal | None] = mapped_column(AmountColumn)
    tax_rate: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    tax_place: Mapped[str] = mapped_column(String(20), default="", server_default="")
    tax_reason: Mapped[str | None] = mapped_column(String(20))
    open: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    allocated: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    picked: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    shipped: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    cancelled: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    invoiced: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    invoiced_net: Mapped[Decimal] = mapped_column(AmountColumn, default=ZERO)
    invoiced_gross: Mapped[Decimal | None] = mapped_column(AmountColumn)
    returned: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    returned_uninvoiced: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO, server_default="0")
    returned_unsettled: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO, server_default="0")
    parts: Mapped[list[Any] | None] = mapped_column(Document)
    promised_date: Mapped[date | None]
    first_promised_date: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text, default="")
    inferred: Mapped[list[str] | None] = mapped_column(Document)


Index(
    "ix_order_lines_waiting", OrderLine.sku, OrderLine.order_id,
    sqlite_where=OrderLine.open > 0, postgresql_where=OrderLine.open > 0,
)  # fmt: skip


class Hold(Base):
    """A reason that blocks picking and shipping, active once at a time. Released holds stay as history.

    Amounts are in the order's currency; `cap` and `valid_until` say how far an approval goes.
    """

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, str] | None] = mapped_column(Document)
    amount: Mapped[Decimal | None] = mapped_column(AmountColumn)
    measure: Mapped[Decimal | None] = mapped_column(AmountColumn)
    about: Mapped[str] = mapped_column(Text, default="", server_default="")
    opened_at: Mapped[datetime] = mapped_column(MomentColumn)
    released_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    released_by: Mapped[str | None] = mapped_column(String(250))
    ending: Mapped[str | None] = mapped_column(String(20))
    cap: Mapped[Decimal | None] = mapped_column(AmountColumn)
    valid_until: Mapped[datetime | None] = mapped_column(MomentColumn)
    comment: Mapped[str | None] = mapped_column(Text)
    approval_id: Mapped[int | None]
    rejected_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    warned_at: Mapped[datetime | None] = mapped_column(MomentColumn)


Index(
    "uq_holds_active", Hold.order_id, Hold.reason, unique=True,
    sqlite_where=Hold.released_at.is_(None), postgresql_where=Hold.released_at.is_(None),
)  # fmt: skip


class ResentPo(Base):
    """A PO that came again under an order that has it already. `wanted` is what it asks for, as it was understood."""

    __tablename__ = "resent_pos"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    customer_id: Mapped[str | None] = mapped_column(String(80))
    author_id: Mapped[str] = mapped_column(String(250))
    author_name: Mapped[str] = mapped_column(String(250))
    is_contact: Mapped[bool]
    is_proven: Mapped[bool]
    request: Mapped[dict[str, Any]] = mapped_column(Document)
    wanted: Mapped[dict[str, Any]] = mapped_column(Document)
    unclear: Mapped[list[str]] = mapped_column(Document)
    received_at: Mapped[datetime] = mapped_column(MomentColumn)
    settled_by: Mapped[str | None] = mapped_column(String(250))
    settled_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    result_number: Mapped[str | None] = mapped_column(String(80))


class Promise(Base):
    """The ledger of promises: what was said for a line, when and why. Rows are never changed."""

    __tablename__ = "promises"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), index=True)
    promised_date: Mapped[date | None]
    cause: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(MomentColumn)


class ContentChange(Base):
    """One change of what a draft or held order asks for: what it asked for before, who changed it and by which message.

    `revision` is the one that the change made. Undone changes stay as history, and so do the undoings themselves.
    """

    __tablename__ = "order_changes"
    __table_args__ = (UniqueConstraint("order_id", "revision"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"))
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(30))
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    source: Mapped[str | None] = mapped_column(String(250))
    made_by: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime] = mapped_column(MomentColumn)
    undone_at: Mapped[datetime | None] = mapped_column(MomentColumn)


class Amendment(Base):
    """One change of a confirmed order under its number: who, when, why, from where, and what it was before and after.

    Rows are never changed.
    """

    __tablename__ = "amendments"
    __table_args__ = (UniqueConstraint("order_id", "number"), UniqueConstraint("order_id", "revision"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"))
    number: Mapped[int]
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    made_by: Mapped[str] = mapped_column(String(250))
    made_by_id: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime] = mapped_column(MomentColumn)
    source: Mapped[str | None] = mapped_column(String(250))
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    after: Mapped[dict[str, Any]] = mapped_column(Document)


class UsualBasket(Base):
    """What a customer usually orders, as somebody of ours saved it; the latest one counts."""

    __tablename__ = "usual_baskets"

    customer_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    lines: Mapped[list[Any]] = mapped_column(Document)
    saved_from: Mapped[str] = mapped_column(String(80))
    saved_by: Mapped[str] = mapped_column(String(250))
    saved_at: Mapped[datetime] = mapped_column(MomentColumn)
