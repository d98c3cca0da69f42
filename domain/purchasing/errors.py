"""What purchasing refuses, with a code and the facts."""

from domain.shared.errors import Refusal


class BadSupply(Refusal):
    """A supplier order that nobody can deliver; facts: what, expected."""

    code = "BAD_SUPPLY"


class SupplyKeyUsed(Refusal):
    """Another supplier order was made under this key; facts: key, number."""

    code = "SUPPLY_KEY_USED"


class NotOrderedHere(Refusal):
    """Of this supplier order is only known what is due; facts: number."""

    code = "NOT_ORDERED_HERE"


class NothingToCome(Refusal):
    """All of the supplier order has come or was given up; facts: number."""

    code = "NOTHING_TO_COME"
