"""What quotations refuse. Words for people are chosen in presentation."""

from domain.shared.errors import Refusal


class QuotationBlocked(Refusal):
    """What is to be quoted is not valid or not clear; facts: codes."""

    code = "QUOTATION_BLOCKED"


class QuotationOver(Refusal):
    """The quotation is not valid any more; facts: number, valid_until."""

    code = "QUOTATION_OVER"


class MoreThanQuoted(Refusal):
    """More of a line is wanted than was quoted and is left; facts: number, line_no, asked, possible."""

    code = "MORE_THAN_QUOTED"


class QuotationTaken(Refusal):
    """Part of the quotation is an order already, so it is not revised but made anew; facts: number, orders."""

    code = "QUOTATION_TAKEN"
