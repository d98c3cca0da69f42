"""Decides check digits and the numbers that carry them: tracking numbers and serial shipping container codes."""

from domain.carriers.schemas import NumberRange

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
#: Digits of a serial shipping container code before its check digit.
SSCC_DIGITS = 17


def mod10(digits: str) -> int:
    """The GS1 check digit: weights 3 and 1 from the right, to the next ten (GS1 General Specifications 7.9.1)."""
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(reversed(digits)))
    return -total % 10


def s10(digits: str) -> int:
    """The check digit of a postal item of eight digits (UPU standard S10): 11 − Σ mod 11, with 10 → 0 and 11 → 5."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return {10: 0, 11: 5}.get(check, check)


def tracking_number(numbers: NumberRange, serial: int) -> str:
    """The number `serial` of a range, with prefix, check digit and suffix."""
    digits = f"{serial:0{numbers.digits}d}"
    if numbers.check == "s10":
        return f"{numbers.prefix}{digits}{s10(digits)}{numbers.suffix}"
    of_prefix = "".join(character for character in numbers.prefix if character.isdigit())
    return f"{numbers.prefix}{digits}{mod10(of_prefix + digits)}{numbers.suffix}"


def sscc(company_prefix: str, serial: int, *, extension: int = 0) -> str:
    """The serial shipping container code of a package: extension, company prefix and serial in 17 digits, check digit.

    Serials that do not fit start anew: a code may be used again after a year (GS1 General Specifications 2.2.1).
    """
    room = SSCC_DIGITS - 1 - len(company_prefix)
    digits = f"{extension}{company_prefix}{serial % 10**room:0{room}d}"
    return f"{digits}{mod10(digits)}"
