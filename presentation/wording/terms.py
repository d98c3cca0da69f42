"""Owns the words for payment terms and for why no tax is charged."""

from domain.shared.policy import TaxReason
from domain.shared.terms import DueMoment, PaymentTerms
from presentation.wording.amounts import counted, listed, number, percent

_NO_TAX = {
    TaxReason.EXPORT: "Zero-rated: goods leave the country (export).",
    TaxReason.REVERSE_CHARGE: "Reverse charge: the customer accounts for the VAT.",
    TaxReason.EXEMPT: "Exempt from VAT: the customer holds an exemption certificate.",
}


def tax_reason_words(reason: TaxReason) -> str:
    """Why no tax is charged, as papers must say it."""
    return _NO_TAX[reason]


def terms_words(terms: str) -> str:
    """Payment terms in a sentence: 'Net 30 days.', '2% off within 10 days, otherwise net 30 days.'"""
    read = PaymentTerms.read(terms)
    if len(read.shares) == 1:
        rest = _net(read.shares[0].moment)
    else:
        rest = listed([f"{percent(share.percent)} {_within(share.moment)}" for share in read.shares])
    if read.discount_percent is None or read.discount_until is None:
        return f"{rest[0].upper()}{rest[1:]}."
    return f"{percent(read.discount_percent)} off if paid {_within(read.discount_until)}, otherwise {rest}."


def _net(moment: DueMoment) -> str:
    is_days = not (moment.is_end_of_month or moment.day_of_month)
    return "at once" if is_days and not moment.days else f"net {_when(moment)}"


def _within(moment: DueMoment) -> str:
    is_days = not (moment.is_end_of_month or moment.day_of_month)
    if is_days:
        return f"within {counted(moment.days, 'day')}" if moment.days else "at once"
    return f"by {_when(moment)}"


def _when(moment: DueMoment) -> str:
    days = f"{counted(moment.days, 'day')}, then " if moment.days else ""
    later = f" {counted(moment.months, 'month')} later" if moment.months else ""
    if moment.is_end_of_month:
        after = f" and {counted(moment.days_after, 'day')}" if moment.days_after else ""
        return f"{days}the end of the month{later}{after}"
    if moment.day_of_month:
        return f"{days}day {number(moment.day_of_month)} of the month{later}"
    return counted(moment.days, "day")
