"""One sample of every message."""

from datetime import date, datetime
from decimal import Decimal

from domain.billing.schemas import CreditNoteView
from domain.catalog.schemas import AliasView
from domain.orders.schemas import PastLine, Usual, WaitingLine
from domain.quotations.lifecycle import QuotationState
from domain.quotations.schemas import QuotationLineView, QuotationView
from domain.shipping.schemas import RefusedInvoice
from domain.stock.schemas import Availability, DatedDemand, DemandView, ReceiptView, WarehouseBalance
from presentation.schemas import alerts, answers, offers, orders, papers
from presentation.schemas.base import Message, Recipient
from tests.presentation.samples import (
    APPROVAL,
    ASKING,
    BAGS,
    CONFIRMED,
    DRAFT,
    HELD,
    LONG,
    NOTICE,
    NOW,
    OVERDUE_INVOICE,
    RESENT,
    STANDS,
    credit,
    part,
    pounds,
)

QUOTATION = QuotationView(
    number="QU-1001", state=QuotationState.SENT, revision=2, customer_id="C1", customer_name="Marsh & Daughters",
    currency="GBP", ship_to="main", valid_until=date(2011, 12, 14),
    lines=(
        QuotationLineView(
            line_no=1, sku="85099B", name="Jumbo Bag <Red>", quantity=Decimal(5), unit="dozen",
            base_quantity=Decimal(60), base_unit="each", unit_price=Decimal("1.65"), price_source="standard",
            net=pounds("99"),
        ),
    ),
    net=pounds("99"), tax=pounds("19.80"), total=pounds("118.80"), author="Mia", author_id="mia@wholesaler.example",
    created_at=NOW,
)  # fmt: skip
TO = Recipient(
    name="Rosie Marsh",
    company="Thistle & Thyme Gifts",
    thread_message_id="<abc@thistle.example>",
    thread_subject="Order for Norwich",
)
RECEIPT = ReceiptView(
    supplier_order="PO-7731",
    line_no=1,
    sku="22423",
    warehouse="MAIN",
    quantity=Decimal(300),
    due_date=date(2011, 11, 22),
    expected_date=date(2011, 11, 22),
)
DEMAND = DemandView(
    line_key="SO-1031/2",
    sku="22423",
    quantity=Decimal(120),
    priority=0,
    promised_date=date(2011, 11, 24),
    confirmed_at=datetime(2011, 11, 1, 12, tzinfo=NOW.tzinfo),
)
BALANCE = WarehouseBalance(
    warehouse="MAIN", on_hand=Decimal(90), allocated=Decimal(60), reserved=Decimal(0), quarantined=Decimal(0),
    available=Decimal(30),
)  # fmt: skip
AVAILABILITY = Availability(
    sku="22423", balances=(BALANCE,), receipts=(RECEIPT,), demand=(DatedDemand(None, Decimal(120)),)
)
RETURNED = papers.ReturnedLine(
    sku="22423", name="Regency Cakestand 3 Tier", base_unit="each", quantity=Decimal(4), reason="damaged",
    outcome="scrapped",
)  # fmt: skip
SPOTTY = AliasView(
    id=17, customer_id="12502", phrase="spotty bag", said="spotty bags", sku="20725", order_number="SO-1042",
    source="slack:click:U0MIA:1.0", source_text="12 spotty bags", owner_id="mia@wholesaler.example", owner_name="Mia",
    learned_on=date(2011, 11, 3),
)  # fmt: skip
SPOTTY_OF_JOE = SPOTTY.model_copy(
    update={"id": 18, "sku": "22384", "owner_id": "joe@wholesaler.example", "owner_name": "Joe"}
)
RETURN = {"rma_number": "RMA-1003", "order_number": "SO-1042", "customer_name": "Thistle & Thyme Gifts"}

SAMPLES: dict[str, Message] = {
    "order_card": orders.OrderCard(order=ASKING, note="Changed as you asked."),
    "order_lines": orders.OrderLinesCard(order=LONG, page=0),
    "approval_card": orders.ApprovalCard(approval=APPROVAL, order=HELD),
    "approval_reminder": orders.ApprovalReminder(approval=APPROVAL, order=HELD),
    "order_acknowledged": orders.OrderAcknowledged(order=ASKING, recipient=TO),
    "resent_po": orders.ResentPo(resent=RESENT, recipient=TO),
    "order_confirmed": orders.OrderConfirmed(
        order=CONFIRMED, terms_days=30, contact="Priya Nair", mailed_to=("rosie@thistle.example",), recipient=TO
    ),
    "order_held": orders.OrderHeld(order=HELD, action="Please call us about payment.", recipient=TO),
    "hold_released": orders.HoldReleased(order=CONFIRMED, released_by="Tom Byrne", comment="They pay Friday."),
    "hold_rejected": orders.HoldRejected(order=HELD, rejected_by="Tom Byrne", comment="Two invoices are open."),
    "backorder_covered": orders.BackorderCovered(
        order=CONFIRMED, sku="22423", name=STANDS.name, base_unit="each", quantity=Decimal(8),
        still_waiting=Decimal(2),
    ),
    "promise_moved": orders.PromiseMoved(
        order=CONFIRMED, line_no=2, old_date=date(2011, 11, 24), new_date=date(2011, 12, 1), cause="receipt_moved",
        recipient=TO,
    ),
    "quotation": offers.Quotation(quotation=QUOTATION, recipient=TO),
    "order_cancelled": orders.OrderCancelled(order=CONFIRMED, reason="They found it cheaper.", recipient=TO),
    "draft_changed": orders.DraftChanged(before=DRAFT, after=ASKING),
    "change_refused": orders.ChangeRefused(
        order=CONFIRMED, said="drop the cakestands", is_passed_on=True, recipient=TO
    ),
    "draft_expired": orders.DraftExpired(order=DRAFT),
    "shipment_posted": papers.ShipmentPosted(
        order=CONFIRMED, shipment_number="SH-1009", shipped_date=date(2011, 11, 15), carrier="Parcelforce",
        tracking_number="PF123456789GB",
        tracking_link="https://parcelforce.example/track?id=PF123456789GB&lang=en",
        arrival_date=date(2011, 11, 16), recipient=TO,
        lines=(
            papers.ShippedLine(
                sku="22423", name=STANDS.name, base_unit="each", shipped=Decimal(50), ordered=Decimal(60),
                still_open=Decimal(10),
            ),
        ),
    ),
    "invoice_issued": papers.InvoiceIssued(
        invoice=OVERDUE_INVOICE, shipment_number="SH-1009", customer_po="TT-4411", recipient=TO
    ),
    "credit_note_issued": papers.CreditNoteIssued(
        credit_note=CreditNoteView(
            number="CN-1001", invoice_number="INV-1001", bill_to="12502", total=pounds("12.00"), open_amount=pounds("0")
        ),
        reason="The price was too high.", papers=("CN-1001",), recipient=TO,
    ),
    "overdue_reminder": papers.OverdueReminder(notice=NOTICE, contact="Priya Nair", recipient=TO),
    "return_authorised": papers.ReturnAuthorised(lines=(RETURNED,), deadline=date(2011, 12, 1), recipient=TO, **RETURN),
    "return_requested": papers.ReturnRequested(lines=(RETURNED,), **RETURN),
    "return_ended": papers.ReturnEnded(lines=(RETURNED,), reason="they were used", recipient=TO, **RETURN),
    "return_received": papers.ReturnReceived(lines=(RETURNED,), recipient=TO, **RETURN),
    "return_settled": papers.ReturnSettled(
        lines=(RETURNED,), credit_note="CN-0007", credited=pounds("43.80"), recipient=TO, **RETURN
    ),
    "sender_unknown": papers.SenderUnknown(recipient=TO),
    "refusal": papers.Refused(reasons=("The quantity is not one we can take.",), recipient=TO),
    "stock_answer": answers.StockAnswer(
        items=(
            answers.StockItem(name=STANDS.name, base_unit="each", wanted=Decimal(40), availability=AVAILABILITY),
        ),
        not_found=("owl thing",),
    ),
    "promise_answer": answers.PromiseAnswer(
        items=(
            answers.PromiseItem(
                sku="22423", name=STANDS.name, base_unit="each", wanted=Decimal(200), available=Decimal(30),
                parts=(part("30", "MAIN", 15), part("170", "MAIN", 23, supplier_order="PO-7731")),
                receipts=(RECEIPT,), demand=(DEMAND,),
            ),
        ),
    ),
    "status_answer": answers.OrderStatusAnswer(
        order=CONFIRMED,
        shipments=(
            answers.ShipmentSummary(
                shipment_number="SH-1009", shipped_date=date(2011, 11, 15), carrier="Parcelforce",
                tracking_number="PF123456789GB",
            ),
        ),
        invoices=(OVERDUE_INVOICE,),
    ),
    "waiting_answer": answers.WaitingAnswer(
        customer_name="Thistle & Thyme Gifts",
        lines=(
            WaitingLine(
                order_number="SO-1042", line_no=2, sku="22423", name=STANDS.name, quantity=Decimal(10),
                promised_date=date(2011, 11, 24), first_promised_date=date(2011, 11, 20), supplier_order="PO-7731",
                due_date=date(2011, 11, 22),
            ),
        ),
    ),
    "price_answer": answers.PriceAnswer(
        customer_name="Thistle & Thyme Gifts", currency="GBP",
        items=(
            answers.PriceItem(
                sku="22423", name=STANDS.name, base_unit="each", quantity=Decimal(60), unit_price=Decimal("10.95"),
                source="standard list from 48",
            ),
            answers.PriceItem(sku="85099B", name=BAGS.name, base_unit="each", quantity=Decimal(1)),
        ),
    ),
    "credit_answer": answers.CreditAnswer(customer_name="Thistle & Thyme Gifts", exposure=credit().exposure),
    "aliases_answer": answers.AliasesAnswer(
        customer_name="Thistle & Thyme Gifts", aliases=(SPOTTY, SPOTTY_OF_JOE), article_names={"20725": "Lunch bag"}
    ),
    "alias_undone": answers.AliasUndone(customer_name="Thistle & Thyme Gifts", alias=SPOTTY, still=(SPOTTY_OF_JOE,)),
    "usual_answer": answers.UsualAnswer(
        customer_name="Thistle & Thyme Gifts",
        usual=Usual(
            lines=(PastLine(sku="22423", name=STANDS.name, quantity=Decimal(12), unit="each"),),
            saved_from="SO-1042",
            saved_by="Priya Nair",
        ),
        replaced=Usual(
            lines=(PastLine(sku="85099B", name=BAGS.name, quantity=Decimal(5), unit="dozen"),), of_orders=10
        ),
        is_saved=True,
    ),
    "hint": answers.Hint(lines=("You cannot decide on your own order.",)),
    "help": answers.HelpAnswer(text="lovely weather"),
    "staff_task": answers.StaffTask(title="No contact at Thistle & Thyme Gifts", lines=("Please add one.",)),
    "backorder_alert": alerts.BackorderAlert(
        day=date(2011, 11, 14),
        lines=(
            alerts.LateLine(
                order_number="SO-1031", customer_name="Meadowsweet", sku="22423", name=STANDS.name,
                quantity=Decimal(12), promised_date=date(2011, 11, 10), expected_date=date(2011, 11, 24),
                cause="receipt_late",
            ),
            alerts.LateLine(
                order_number="SO-1042", customer_name="Thistle & Thyme Gifts", sku="22423", name=STANDS.name,
                quantity=Decimal(10), promised_date=date(2011, 11, 20), expected_date=None,
            ),
        ),
    ),
    "overdue_digest": alerts.OverdueDigest(
        day=date(2011, 11, 14), total=pounds("1392.50"), unmailed=("Wharfedale",),
        entries=(alerts.OverdueEntry(customer_name="Thistle & Thyme Gifts", notice=NOTICE),),
    ),
    "invoices_refused": alerts.InvoicesRefused(
        day=date(2011, 11, 14),
        refused=(
            RefusedInvoice(order_numbers=("SO-1031", "SO-1042"), shipment_numbers=("SH-1007", "SH-1008"),
                           code="MIXED_ORDERS", facts={"numbers": "SO-1031, SO-1042"}),
        ),
    ),
    "returns_alert": alerts.ReturnsAlert(
        day=date(2011, 11, 14),
        returns=(
            alerts.WaitingReturn(
                rma_number="RMA-1003", order_number="SO-1007", customer_name="Thistle & Thyme Gifts",
                authorised_date=date(2011, 10, 20), days=25,
            ),
            alerts.WaitingReturn(
                rma_number="RMA-1004", order_number="SO-1008", customer_name="Meadowsweet",
                authorised_date=date(2011, 10, 20), received_date=date(2011, 11, 9), days=3,
            ),
        ),
    ),
}  # fmt: skip
