"""Values of reminding."""

from domain.billing.schemas.papers import InvoiceView
from domain.billing.schemas.value import Value
from domain.shared.money import Money


class DunningNotice(Value):
    """One consolidated reminder for a bill-to; the highest level sets the tone.

    `invoices` are instalments shown as invoices, their numbers in `instalment_nos`; `total` is what is open of them,
    without the fee and interest that are claimed beside it.
    """

    bill_to: str
    level: int
    level_name: str
    invoices: tuple[InvoiceView, ...]
    total: Money
    instalment_nos: tuple[int, ...] = ()
    fee: Money | None = None
    interest: Money | None = None

    @property
    def claimed(self) -> Money:
        """What is open, with fee and interest."""
        extra = (self.total, self.fee, self.interest)
        return Money.total((part for part in extra if part is not None), self.total.currency)


class DunningRunView(Value):
    """What one dunning run did: `steps` entered (one per instalment and level), `notices` due (one per bill-to)."""

    run_id: int
    period: str
    steps: int
    notices: int
    resolved: int = 0


class DunningSettingView(Value):
    """What is set for one bill-to: not reminded at all, every so many days at most, whom to write to."""

    bill_to: str
    is_blocked: bool = False
    every_days: int | None = None
    contact_email: str | None = None
    reason: str = ""
