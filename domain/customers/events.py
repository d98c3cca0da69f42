"""What happens to customers."""

from typing import ClassVar

from domain.shared.events import Event


class CreditTermsChanged(Event):
    """The limit of a customer changed, or its credit was blocked or unblocked: what is held may fit now."""

    kind: ClassVar[str] = "credit_terms_changed"

    customer_id: str
