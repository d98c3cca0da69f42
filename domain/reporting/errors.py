"""What reporting refuses."""

from domain.shared.errors import Refusal


class BadPeriod(Refusal):
    """A period ends before it begins; facts: first, last."""

    code = "BAD_PERIOD"


class UnknownFigure(Refusal):
    """Nothing is reported under that name; facts: name, known."""

    code = "UNKNOWN_FIGURE"


class RateMissing(Refusal):
    """Money in a currency without an exchange rate cannot be added to the others; facts: currency, on."""

    code = "RATE_MISSING"
