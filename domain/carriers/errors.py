"""What carriers refuses, with a code and the facts."""

from domain.shared.errors import Refusal


class BadTariff(Refusal):
    """A file of carriers says something that we do not understand; facts: problems."""

    code = "BAD_TARIFF"


class UnknownCarrier(Refusal):
    """There is no such carrier or service in force; facts: carrier, known, and own: whether somebody whom the customer
    sends may be named on purpose.
    """

    code = "UNKNOWN_CARRIER"


class NoCarrier(Refusal):
    """No service in force takes these goods to that place; facts: place, reasons."""

    code = "NO_CARRIER"


class NumbersUsedUp(Refusal):
    """The range of tracking numbers that the carrier gave us is used up; facts: carrier, last."""

    code = "NUMBERS_USED_UP"
