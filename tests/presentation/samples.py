"""Orders, approvals and answers as people would meet them, to be rendered by the tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

from domain.approvals.schemas import ApprovalState, ApprovalView
from domain.billing.schemas import CreditDecision, CreditExposure, CreditReason, DunningNotice, InvoiceView, TaxRow
from domain.catalog.schemas import LearnedWords
from domain.orders.schemas import (
    CandidateView,
    Difference,
    HoldView,
    LineChange,
    LineView,
    OrderView,
    PlannedPart,
    Possibility,
    QuestionView,
    ResentKind,
    ResentPoView,
    ResentState,
    ShipTo,
    SuggestionView,
    TermChange,
)
from domain.shared.actors import Role
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.shared.policy import Company, shipped, understood
from domain.stock.schemas import SupplySource

NOW = datetime(2011, 11, 14, 9, 32, tzinfo=UTC)
COMPANY: Company = understood(shipped()).company


def pounds(amount: str) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def part(quantity: str, warehouse: str, ship_day: int, *, supplier_order: str | None = None) -> PlannedPart:
    """A part of a line that leaves on a day of November 2011 and arrives the day after."""
    return PlannedPart(
        quantity=Decimal(quantity),
        warehouse=warehouse,
        source=SupplySource.RECEIPT if supplier_order else SupplySource.ON_HAND,
        available_date=date(2011, 11, ship_day - 1),
        ship_date=date(2011, 11, ship_day),
        arrival_date=date(2011, 11, ship_day + 1),
        supplier_order=supplier_order,
    )


BAGS = LineView(
    line_no=1,
    line_key="SO-1042/1",
    sku="85099B",
    name="Jumbo Bag Red Retrospot",
    customer_part_number="TT-BAG-01",
    quantity=Decimal(5),
    unit="dozen",
    base_quantity=Decimal(60),
    base_unit="each",
    unit_price=Decimal("1.65"),
    price_source="standard list from 60",
    net=pounds("99.00"),
    tax_rate=Decimal(20),
    open=Decimal(60),
    parts=(part("60", "MAIN", 15),),
    promised_date=date(2011, 11, 16),
)
STANDS = LineView(
    line_no=2,
    line_key="SO-1042/2",
    sku="22423",
    name="Regency Cakestand 3 Tier",
    quantity=Decimal(60),
    unit="each",
    base_quantity=Decimal(60),
    base_unit="each",
    unit_price=Decimal("10.95"),
    price_source="standard list from 48",
    net=pounds("657.00"),
    tax_rate=Decimal(20),
    open=Decimal(60),
    parts=(part("30", "MAIN", 15), part("20", "NORTH", 15), part("10", "MAIN", 23, supplier_order="PO-7731")),
    promised_date=date(2011, 11, 24),
    inferred=("unit",),
)
OVERDUE_INVOICE = InvoiceView(
    number="INV-2011-0311",
    order_number="SO-1007",
    bill_to="12502",
    issued_date=date(2011, 9, 20),
    due_date=date(2011, 10, 20),
    total=pounds("1180.40"),
    open_amount=pounds("1180.40"),
    disputed=False,
    days_past_due=25,
)


def credit(*, excess: str = "0", overdue: bool = False) -> CreditDecision:
    """A credit decision that leaves room, or is over by `excess`."""
    over = Decimal(excess)
    limit = Decimal("5000") if not over else Decimal("3347.20") - over
    reasons = (CreditReason.OVER_LIMIT,) * bool(over) + (CreditReason.OVERDUE,) * overdue
    return CreditDecision(
        exposure=CreditExposure(
            bill_to="12502",
            limit=Money(limit, "GBP"),
            open_invoices=pounds("1980.40"),
            disputed=pounds("120"),
            shipped_not_invoiced=pounds("0"),
            confirmed_not_shipped=pounds("559.60"),
            unapplied_payments=pounds("100"),
            open_credit_notes=pounds("0"),
            pending=pounds("340"),
            total=pounds("2440.00"),
            overdue=pounds("1180.40") if overdue else pounds("0"),
            oldest_overdue=OVERDUE_INVOICE if overdue else None,
        ),
        adds=pounds("907.20"),
        after=pounds("3347.20"),
        excess=Money(over, "GBP"),
        reasons=reasons,
    )


DRAFT = OrderView(
    number="SO-1042",
    state="draft",
    revision=3,
    channel="slack",
    customer_id="12502",
    customer_name="Thistle & Thyme Gifts",
    bill_to="12502",
    ship_to=ShipTo(label="Norwich warehouse", lines=("Unit 4, Mill Lane", "Norwich NR3 1AB"), country="GB"),
    ship_to_choices=("Norwich warehouse", "Ipswich shop"),
    requested_date=date(2011, 11, 18),
    promised_date=date(2011, 11, 24),
    customer_po="TT-4411",
    note=None,
    currency="GBP",
    lines=(BAGS, STANDS),
    net=pounds("756.00"),
    tax=pounds("151.20"),
    taxes=(TaxRow(rate=Decimal(20), base=pounds("756.00"), tax=pounds("151.20")),),
    total=pounds("907.20"),
    credit=credit(),
    problems=(
        Problem(
            code="DATE_TOO_SOON",
            blocking=False,
            where="line 2",
            facts={"requested_date": "2011-11-18", "promised_date": "2011-11-24"},
        ),
    ),
    reserved_until=datetime(2011, 11, 14, 9, 47, tzinfo=UTC),
    source_text="thistle want 5 doz jumbo bag red retrospot and 60 regency cakestand 3 tier by friday",
    author="Priya Nair",
    author_id="priya@orderclerk.example",
    account_manager="priya@orderclerk.example",
    created_at=NOW,
)
ASKING = DRAFT.model_copy(
    update={
        "questions": (
            QuestionView(
                index=0,
                about="which_item",
                text="their usual doorstops",
                candidates=(
                    CandidateView(key="23345", name="Doorstop Owl"),
                    CandidateView(key="23346", name="Doorstop Hedgehog"),
                ),
                quantity=Decimal(12),
            ),
            QuestionView(
                index=1,
                about="unknown_item",
                text="the blue thing",
                candidates=tuple(CandidateView(key=f"2100{n}", name=f"Blue thing number {n}") for n in range(9)),
            ),
        ),
        "unexplained": ("tell Dave I said hi",),
        "enquiries": ("has anyone sent us a copy of the October invoice?",),
        "lines": (BAGS, STANDS.model_copy(update={"inferred": ("alias",)})),
        "learned": (
            LearnedWords(alias_id=17, said="tall cake things", sku="22423", owner="Mia", learned_on=date(2011, 11, 3)),
        ),
    }
)
SUGGESTING = ASKING.model_copy(
    update={
        "suggestions": (
            SuggestionView(
                index=0, question=0, text="their usual doorstops", sku="23346", name="Doorstop Hedgehog",
                quantity=Decimal(12), model="small-1",
            ),
            SuggestionView(
                index=1, question=1, text="the blue thing", sku="21008", name="Blue thing number 8", model="small-1"
            ),
            SuggestionView(index=2, question=None, text="tell Dave I said hi", model="small-1"),
        ),
    }
)  # fmt: skip
CONFIRMED = DRAFT.model_copy(update={"state": "confirmed", "confirmed_at": NOW, "problems": (), "revision": 4})
HELD = DRAFT.model_copy(
    update={
        "state": "pending_confirmation",
        "problems": (),
        "credit": credit(excess="840", overdue=True),
        "holds": (
            HoldView(reason="OVER_LIMIT", opened_at=NOW, approval_id=7),
            HoldView(reason="OVERDUE", opened_at=NOW, approval_id=7),
        ),
    }
)
BLOCKED = DRAFT.model_copy(
    update={"problems": (Problem(code="UNKNOWN_SKU", blocking=True, where="line 3", facts={"sku": "99999X"}),)}
)
LONG = DRAFT.model_copy(
    update={
        "lines": tuple(
            BAGS.model_copy(update={"line_no": n, "sku": f"8{n:04}", "name": f"{'Very long article name ' * 4}{n}"})
            for n in range(1, 151)
        )
    }
)
RESENT = ResentPoView(
    id=5,
    key="mail:<again@thistle.example>",
    kind=ResentKind.REVISION,
    state=ResentState.OPEN,
    order=CONFIRMED,
    difference=Difference(
        lines=(
            LineChange(sku="22423", name="Regency Cakestand 3 Tier", base_unit="each", before=Decimal(60),
                       after=Decimal(72), possibility=Possibility.POSSIBLE, reachable=Decimal(72)),
            LineChange(sku="85099B", name="Jumbo Bag Red Retrospot", base_unit="each", before=Decimal(60),
                       after=Decimal(0), possibility=Possibility.PARTLY, reachable=Decimal(24), why="picked"),
            LineChange(sku="23345", name="Doorstop Owl", base_unit="each", before=Decimal(0), after=Decimal(12),
                       possibility=Possibility.POSSIBLE, reachable=Decimal(12)),
        ),
        terms=(
            TermChange(term="ship_to", before="norwich warehouse", after="leeds", possibility=Possibility.TOO_LATE,
                       why="picked"),
            TermChange(term="requested_date", before="2011-11-18", after="", possibility=Possibility.PARTLY,
                       why="picked"),
        ),
    ),
    customer_po="TT-4411",
    customer_id="12502",
    channel="email",
    author="Rosie Marsh",
    author_id="rosie@thistle.example",
    is_proven=False,
    source_text="PO TT-4411, please change it",
    unclear=("the blue thing",),
    received_at=NOW,
)  # fmt: skip
APPROVAL = ApprovalView(
    id=7,
    kind="credit",
    subject="order:SO-1042",
    revision=3,
    snapshot_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    reasons=("OVER_LIMIT", "OVERDUE"),
    amount=pounds("840"),
    roles=frozenset({Role.CREDIT_MANAGER, Role.DIRECTOR}),
    state=ApprovalState.REQUESTED,
    snapshot={},
    requested_by="Priya Nair",
    requested_at=NOW,
    expires_at=datetime(2011, 11, 28, 9, 32, tzinfo=UTC),
)
APPROVED = APPROVAL.model_copy(
    update={
        "state": ApprovalState.APPROVED,
        "decided_by": "Tom Byrne",
        "decided_at": NOW,
        "comment": "They pay Friday.",
    }
)
SUPERSEDED = APPROVAL.model_copy(update={"state": ApprovalState.SUPERSEDED})
NOTICE = DunningNotice(
    bill_to="12502",
    level=3,
    level_name="reminder",
    invoices=(
        OVERDUE_INVOICE,
        OVERDUE_INVOICE.model_copy(
            update={"number": "INV-2011-0340", "open_amount": pounds("212.10"), "days_past_due": 9}
        ),
    ),
    total=pounds("1392.50"),
)
