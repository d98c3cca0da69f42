"""The verbs of quotations. Locks in the order quotation, bill-to, order, stock."""

from domain.quotations.service.answering import accept, decline, withdraw
from domain.quotations.service.quoting import expire_quotations, quote, revise, send

__all__ = ["accept", "decline", "expire_quotations", "quote", "revise", "send", "withdraw"]
