"""Data of the messages about offers."""

from domain.quotations.schemas import QuotationView
from presentation.schemas.base import Message, Recipient


class Quotation(Message):
    """What we offer, at which prices, and until when they hold."""

    quotation: QuotationView
    recipient: Recipient = Recipient()
