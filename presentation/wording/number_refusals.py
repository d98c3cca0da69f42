"""Owns the sentences for refusals about numbers, units and texts that do not fit."""

from collections.abc import Callable

from presentation.wording.problems import Facts


def _does_not_fit(facts: Facts) -> str:
    what = (facts.get("field") or "something in it").replace("_", " ")
    if facts.get("most"):
        return f"Too long: {what} has {facts.get('length')} characters, and at most {facts.get('most')} are kept."
    if facts.get("field"):
        return f"Not all of {what} is text."
    return "A number in it is larger than the books can hold."


#: What each day is of that may be refused.
_DAYS = {"received": "on which a payment came in", "review": "until which a credit limit holds"}

WORDS: dict[str, Callable[[Facts], str]] = {
    "BAD_DATE": lambda f: (
        f"{f.get('value') or 'That day'} cannot be the day {_DAYS.get(f.get('field'), 'that is meant')}; "
        f"expected was {f.get('expected') or 'another one'}."
    ),
    "MONEY_OUT_OF_RANGE": lambda f: f"{f.get('amount')} is too large an amount for the books.",
    "DOES_NOT_FIT": _does_not_fit,
    "CURRENCY_MISMATCH": lambda f: f"{f.get('left')} and {f.get('right')} are two currencies and cannot be added.",
    "QUANTITY_OUT_OF_RANGE": lambda f: (
        f"“{f.get('value')}” is not a quantity we can take. Expected is a number{f.after(' up to ', 'largest')}."
    ),
    "UNKNOWN_UNIT": lambda f: f"{f.get('sku')} is not sold by “{f.get('unit')}”.{f.after(' It is sold by ', 'known')}",
    "UNIT_OF_OTHER_KIND": lambda f: (
        f"{f.get('sku')} is kept by {f.get('base_unit')}, a {f.get('base_kind')}; {f.get('unit')} is a {f.get('kind')}."
    ),
    "INEXACT_QUANTITY": lambda f: (
        f"{f.get('quantity')} {f.get('unit')} of {f.get('sku')} is no exact quantity; "
        f"multiples of {f.get('multiple')} are."
    ),
}
