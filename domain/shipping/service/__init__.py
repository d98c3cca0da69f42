"""The verbs of shipping. A hold on the order blocks picking and shipping; orders says so."""

from domain.shipping.service.invoicing import invoice_as_agreed, invoice_periods, invoice_together
from domain.shipping.service.shipping import invoice, pick, ship

__all__ = ["invoice", "invoice_as_agreed", "invoice_periods", "invoice_together", "pick", "ship"]
