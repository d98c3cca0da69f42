"""Owns amounts of money: exact decimals with a currency, rounded half up to the currency's minor unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from domain.shared.errors import Refusal
from domain.shared.quantity import typed_number

MINOR = Decimal("0.01")
#: Prices are kept to this many places after they were brought into another currency or tax mode.
PRICE_PLACES = Decimal("0.0001")
#: What a signed 64-bit count of hundredths holds, with room for sums.
LARGEST = Decimal("9000000000000000")
_SHOWN = 40
#: Currencies (ISO 4217) whose minor unit is no hundredth, so that the books cannot keep them.
NOT_IN_HUNDREDTHS = frozenset(
    {
        "BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD", "LYD", "OMR", "PYG",
        "RWF", "TND", "UGX", "UYI", "UYW", "VND", "VUV", "XAF", "XOF", "XPF",
    }
)  # fmt: skip


class MoneyOutOfRange(Refusal):
    """The amount does not fit the books."""

    code = "MONEY_OUT_OF_RANGE"


class CurrencyMismatch(Refusal):
    """Two currencies were added or compared."""

    code = "CURRENCY_MISMATCH"


def unkept(code: str) -> str:
    """Why the books cannot keep a currency; empty where they can."""
    if code.upper() not in NOT_IN_HUNDREDTHS:
        return ""
    return f"amounts are kept in hundredths, and {code} has none; expected a currency like GBP or EUR"


def kept_currency(code: str) -> str:
    """The code of a currency that the books can keep; raises ValueError for one that has no hundredths."""
    if why := unkept(code):
        raise ValueError(why)
    return code


def is_amount(number: Decimal) -> bool:
    """Whether a number is an amount that the books can hold, in whole hundredths."""
    return number.is_finite() and abs(number) <= LARGEST and number == rounded(number)


def typed_amount(text: str) -> Decimal | None:
    """An amount as people type it, however their country does: 13140, 13,140.50, 13.140,50 or 13140,50.

    None for what is none or below zero, and for what may be a thousand or a fraction, like 13.140.
    """
    amount = typed_number(text, places=2)
    return amount if amount is not None and amount >= 0 and is_amount(amount) else None


def rounded(amount: Decimal) -> Decimal:
    """Round an amount half up to hundredths, the minor unit of every currency we keep."""
    return amount.quantize(MINOR, rounding=ROUND_HALF_UP)


def in_hundredths(amount: Decimal) -> int:
    """An amount as it is stored, in minor units; raises MoneyOutOfRange for what the books cannot hold."""
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise MoneyOutOfRange(amount=str(amount)[:_SHOWN], largest=str(LARGEST))
    return int(rounded(amount).scaleb(2))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in one currency, always in whole minor units.

    Raises MoneyOutOfRange for what the books cannot hold, CurrencyMismatch where two currencies meet.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or abs(self.amount) > LARGEST:
            raise MoneyOutOfRange(amount=str(self.amount)[:_SHOWN], largest=str(LARGEST))
        object.__setattr__(self, "amount", rounded(self.amount))

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in that currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """The sum of amounts that are all in `currency`; zero for none."""
        result = cls.zero(currency)
        for amount in amounts:
            result = result + amount
        return result

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.amount


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Spread an amount over weights in whole minor units; the parts always sum to the rounded total.

    The rest of rounding down goes to the parts with the largest lost fraction, earlier ones first on a tie.
    """
    whole = rounded(total)
    base = sum(weights, Decimal(0))
    if not weights or base == 0:
        return [whole, *[Decimal(0)] * (len(weights) - 1)] if weights else []
    exact = [whole * weight / base for weight in weights]
    parts = [part.quantize(MINOR, rounding=ROUND_FLOOR) for part in exact]
    rest = int((whole - sum(parts, Decimal(0))) / MINOR)
    neediest = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in neediest[:rest]:
        parts[index] += MINOR
    return parts
