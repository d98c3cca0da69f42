"""Owns a sentence for every problem code: which field, which value, and what was expected."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from domain.shared.errors import Problem
from presentation.wording.amounts import number, unit_price
from presentation.wording.states import order_title
from presentation.wording.times import day

#: Longer numbers stay as they were written.
_LARGEST_WRITTEN_OUT = Decimal("1e18")


def problem_words(problem: Problem, currency: str = "") -> str:
    """The problem as a polite sentence (user text in it is not escaped); an unknown code is named as it is."""
    words = WORDS.get(problem.code)
    if words is None:
        named = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in problem.facts.items())
        return f"{_start(problem.where)}{problem.code.replace('_', ' ').lower()}{f' ({named})' if named else ''}."
    return _start(problem.where) + words(Facts(problem.facts, currency))


def _start(where: str) -> str:
    return f"{where[:1].upper()}{where[1:]}: " if where.startswith("line ") else ""


class Facts:
    """The values of a sentence, asked for by name and written as people write them; a missing one is nothing."""

    def __init__(self, values: dict[str, str], currency: str = "") -> None:
        self._values = values
        self._currency = currency

    def get(self, *names: str) -> str:
        """The first of these values that is there, as it is."""
        return next((str(self._values[name]) for name in names if self._values.get(name)), "")

    def after(self, lead: str, *names: str) -> str:
        """The value with words before it, or nothing at all."""
        value = self.get(*names)
        return f"{lead}{value}" if value else ""

    def day(self, *names: str) -> str:
        """A date."""
        try:
            return day(date.fromisoformat(self.get(*names)))
        except ValueError:
            return self.get(*names)

    def moment(self, name: str, now: str) -> str:
        """The time of day of a moment with 'of' before it, with its day where that is not today's; or nothing."""
        try:
            at, today = datetime.fromisoformat(self.get(name)), datetime.fromisoformat(self.get(now))
        except ValueError:
            return ""
        words = f"{at:%H:%M}" if at.date() == today.date() else f"{day(at.date())}, {at:%H:%M}"
        return f" of {words}"

    def count(self, *names: str) -> str:
        """A quantity."""
        value = self._decimal(*names)
        return self.get(*names) if value is None else number(value)

    def price(self, *names: str) -> str:
        """A price for one unit."""
        value = self._decimal(*names)
        return self.count(*names) if value is None or not self._currency else unit_price(value, self._currency)

    def _decimal(self, *names: str) -> Decimal | None:
        try:
            value = Decimal(self.get(*names))
        except InvalidOperation:
            return None
        return value if value.is_finite() and abs(value) < _LARGEST_WRITTEN_OUT else None


def _unknown_customer(facts: Facts) -> str:
    named = facts.get("customer", "customer_id", "text", "given")
    said = f"We know no customer “{named}”." if named else "We do not know yet which customer this is for."
    return f"{said} Please name the customer."


def _unknown_sku(facts: Facts) -> str:
    return f"We have no article “{facts.get('sku', 'text')}”. Please check the number."


def _obsolete_sku(facts: Facts) -> str:
    instead = facts.get("replaced_by", "replacement")
    end = f"{instead} replaces it." if instead else "Please choose another article."
    return f"{facts.get('sku')} is no longer sold. {end}"


def _unknown_unit(facts: Facts) -> str:
    known = facts.after(" It is sold by ", "known", "units", "expected")
    return f"{facts.get('sku')} is not sold by “{facts.get('unit')}”.{known}{'.' if known else ''}"


def _bad_quantity(facts: Facts) -> str:
    largest = f", at most {facts.count('largest')}" if facts.get("largest") else ""
    return f"{facts.count('quantity')} is not a quantity we can take{facts.after(' for ', 'sku')}. " + (
        f"Expected is a number above zero{largest}."
    )


def _below_minimum(facts: Facts) -> str:
    return f"{facts.get('sku')} is sold from {facts.count('minimum')} up; {facts.count('quantity')} is less."


def _not_a_multiple(facts: Facts) -> str:
    choices = " or ".join(facts.count(name) for name in ("down", "up") if facts.get(name))
    return (
        f"{facts.get('sku')} is sold in multiples of {facts.count('multiple')}, and {facts.count('quantity')} is none. "
        f"Did you mean {choices}?"
    )


def _unit_read_as_each(facts: Facts) -> str:
    unit, is_one = facts.get("unit"), facts.get("quantity") == "1"
    units = f"{unit}es" if unit.endswith(("x", "s", "ch", "sh")) else f"{unit}s"
    return (
        f"“{facts.count('quantity')} {unit if is_one else units}” is read as {facts.count('quantity')} "
        f"{'piece' if is_one else 'pieces'}; a {unit} of it is {facts.count('factor')}. "
        f"Write “{facts.count('meant')}” if {f'a {unit} was' if is_one else f'{units} were'} meant."
    )


def _no_price(facts: Facts) -> str:
    return f"There is no price for {facts.get('sku')}. Please have one entered before this is confirmed."


def _price_tie(facts: Facts) -> str:
    return (
        f"{facts.get('sku')} has prices that contradict each other: {facts.get('sources')}. "
        "Please have them put right; none of them is used."
    )


def _unit_of_other_kind(facts: Facts) -> str:
    return (
        f"{facts.get('sku')} is kept by {facts.get('base_unit')}, which is a {facts.get('base_kind')}; "
        f"“{facts.get('unit')}” is a {facts.get('kind')}. Please give the quantity in a unit that it is sold in."
    )


def _inexact_quantity(facts: Facts) -> str:
    choices = " or ".join(facts.count(name) for name in ("down", "up") if facts.get(name) not in ("", "0"))
    return (
        f"{facts.count('quantity')} {facts.get('unit')} of {facts.get('sku')} is no exact quantity of what we keep; "
        f"multiples of {facts.count('multiple')} are. Did you mean {choices}?"
    )


def _no_exchange_rate(facts: Facts) -> str:
    return (
        f"There is no exchange rate for {facts.get('currency')}, in which this customer is billed. "
        "Please have one entered before this is confirmed."
    )


def _price_differs(which: str, what_happens: str) -> Callable[[Facts], str]:
    def words(facts: Facts) -> str:
        stated, ours = facts.price("stated"), facts.price("ours")
        return f"{facts.get('sku')}: they wrote {stated}, our price is {which}, {ours}. {what_happens}"

    return words


def _po_too_long(facts: Facts) -> str:
    return (
        f"The PO number has {facts.count('length')} characters, at most {facts.count('longest')} fit on the papers. "
        "Please shorten it."
    )


def _date_in_past(facts: Facts) -> str:
    return (
        f"{facts.day('requested_date')} has passed (today is {facts.day('today')}). Please give a date from today on."
    )


def _date_too_soon(facts: Facts) -> str:
    wanted = facts.day("requested_date")
    if not facts.get("promised_date"):
        return f"Wanted by {wanted}; for a part of it we have no date yet."
    return f"Wanted by {wanted}; the last of it can be there on {facts.day('promised_date')}."


def _unknown_ship_to(facts: Facts) -> str:
    known = facts.after(" We know ", "known", "choices", "expected")
    return (
        f"There is no ship-to “{facts.get('ship_to', 'given', 'text')}” for this customer.{known}{'.' if known else ''}"
    )


def _duplicate_po(facts: Facts) -> str:
    po, of = facts.get("customer_po", "po"), facts.get("number", "order_number")
    same = "with the same articles" if facts.get("same_content") == "yes" else "with other articles"
    return f"Their PO {po} was used before, {same}, on {_named(facts) if of else 'another order'}."


def _duplicate_basket(facts: Facts) -> str:
    return f"Looks like {_named(facts)}: the same articles to the same place."


def _named(facts: Facts) -> str:
    """Another order as people speak of it: 'Draft 1041 of 09:12 by Mia'."""
    title = order_title(facts.get("number", "order_number"), facts.get("state"))
    author = facts.get("author")
    return f"{title}{facts.moment('at', 'now')}{f' by {author}' if author not in ('', 'import') else ''}"


def _unexplained(facts: Facts) -> str:
    return f"A part was not understood{facts.after(': “', 'text')}{'”' if facts.get('text') else ''}. Please check it."


WORDS: dict[str, Callable[[Facts], str]] = {
    "UNKNOWN_CUSTOMER": _unknown_customer,
    "NO_LINES": lambda _: "There are no articles yet. Please name at least one with a quantity.",
    "UNKNOWN_SKU": _unknown_sku,
    "OBSOLETE_SKU": _obsolete_sku,
    "UNKNOWN_UNIT": _unknown_unit,
    "BAD_QUANTITY": _bad_quantity,
    "BELOW_MINIMUM": _below_minimum,
    "NOT_A_MULTIPLE": _not_a_multiple,
    "UNIT_READ_AS_EACH": _unit_read_as_each,
    "NO_PRICE": _no_price,
    "NO_EXCHANGE_RATE": _no_exchange_rate,
    "PRICE_TIE": _price_tie,
    "UNIT_UNCLEAR": lambda f: (
        f"{f.count('quantity')} of {f.get('sku')}: {f.get('units')}? They have ordered both ways of counting; "
        "please say which."
    ),
    "NOT_WHOLE": lambda f: (
        f"{f.get('sku')} is sold by the whole {f.get('unit')}, and {f.count('quantity')} is none. "
        f"Did you mean {' or '.join(f.count(name) for name in ('down', 'up') if f.get(name) not in ('', '0'))}?"
    ),
    "PRICES_CHANGED": lambda f: (
        f"Prices changed since this was drafted: {f.get('before')} became {f.get('after')}. Please confirm once more."
    ),
    "UNIT_OF_OTHER_KIND": _unit_of_other_kind,
    "INEXACT_QUANTITY": _inexact_quantity,
    "PRICE_BELOW_OURS": _price_differs("higher", "We use ours; please tell them."),
    "PRICE_ABOVE_OURS": _price_differs("lower", "We use ours."),
    "DATE_IN_PAST": _date_in_past,
    "DATE_TOO_SOON": _date_too_soon,
    "NO_BACKORDER": lambda f: (
        f"{f.get('available')} of {f.get('quantity')} {f.get('sku')} are there; the customer takes no backorders, "
        f"so {f.get('cut')} will be given up."
    ),
    "NOTHING_AVAILABLE": lambda _: "Nothing of this is there, and the customer takes no backorders.",
    "PO_TOO_LONG": _po_too_long,
    "UNKNOWN_SHIP_TO": _unknown_ship_to,
    "DUPLICATE_PO": _duplicate_po,
    "DUPLICATE_BASKET": _duplicate_basket,
    "UNEXPLAINED": _unexplained,
}
