"""Values of reminding."""

from domain.billing.schemas.papers import InvoiceView
from domain.billing.schemas.value import Value
from domain.shared.money import Money


class DunningNotice(Value):
    """One consolidated reminder for a bill-to; the highest level sets the tone."""

    bill_to: str
    level: int
    level_name: str
    invoices: tuple[InvoiceView, ...]
    total: Money


class DunningRunView(Value):
    """What one dunning run did: `steps` entered (one per invoice and level), `notices` due (one per bill-to)."""

    run_id: int
    period: str
    steps: int
    notices: int
