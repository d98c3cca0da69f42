"""Data of the alerts to staff and of App Home."""

from datetime import date

from domain.approvals.schemas import ApprovalView
from domain.billing.schemas import DunningNotice
from domain.orders.schemas import OrderView
from domain.shared.money import Money
from domain.shared.quantity import Quantity
from domain.shipping.schemas import RefusedInvoice
from presentation.schemas.base import Message


class LateLine(Message):
    """A backordered line that is late (`promised_date` has passed) or slipping to `expected_date`."""

    order_number: str
    customer_name: str
    sku: str
    name: str
    quantity: Quantity
    base_unit: str = "each"
    promised_date: date | None
    expected_date: date | None = None
    cause: str | None = None


class BackorderAlert(Message):
    """Backorders that became late or slipped since the last alert."""

    day: date
    lines: tuple[LateLine, ...]


class OverdueEntry(Message):
    """What one bill-to owes too long."""

    customer_name: str
    notice: DunningNotice


class OverdueDigest(Message):
    """Who entered a reminder level today, and all that is overdue."""

    day: date
    entries: tuple[OverdueEntry, ...]
    total: Money
    unmailed: tuple[str, ...] = ()


class WaitingReturn(Message):
    """A return that did not come (`received_date` None), or came and was not inspected."""

    rma_number: str
    order_number: str
    customer_name: str
    authorised_date: date
    received_date: date | None = None
    days: int


class ReturnsAlert(Message):
    """Returns expected and not come, and received and not inspected."""

    day: date
    returns: tuple[WaitingReturn, ...]


class InvoicesRefused(Message):
    """Collective invoices that could not be made, and why."""

    day: date
    refused: tuple[RefusedInvoice, ...]


class OpenApproval(Message):
    """A request that waits for a decision, with its order."""

    approval: ApprovalView
    order: OrderView | None = None


class HomePage(Message):
    """What one person sees in App Home; `alerts` are sentences."""

    name: str
    drafts: tuple[OrderView, ...] = ()
    held: tuple[OrderView, ...] = ()
    approvals: tuple[OpenApproval, ...] = ()
    alerts: tuple[str, ...] = ()
