"""Owns a polite sentence for every refusal code: what was asked, its value, and what would work."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from domain.shared.errors import Refusal
from domain.shared.money import Money
from presentation.wording import figures, money_refusals, number_refusals, supply
from presentation.wording.amounts import money, number
from presentation.wording.floor import FLOOR_WORDS
from presentation.wording.order_refusals import ORDER_WORDS
from presentation.wording.problems import Facts
from presentation.wording.states import hold_reason, order_state
from presentation.wording.times import day

LIMITED = 200
_MONEY = re.compile(r"(-?\d{1,15}\.\d\d) ([A-Z]{3})")


def refusal_words(refusal: Refusal) -> str:
    """The refusal as one or two sentences (user text in it is not escaped); an unknown code is named as it is."""
    return words_of(refusal.code, refusal.facts)


def words_of(code: str, facts: Mapping[str, object]) -> str:
    """What `refusal_words` says of a refusal with this code and these facts."""
    words = WORDS.get(code)
    if words is None:
        return f"That is not possible: {code.replace('_', ' ').lower()}."
    return words(Facts({name: _text(value) for name, value in facts.items()}))


def mail_refusal_words(code: str, size: int = 0) -> str:
    """Why a mail was not read, as a sentence for its sender; `size` in bytes."""
    match code:
        case "too_large":
            megabytes = f" ({number(Decimal(size // 100_000) / 10)} MB)" if size else ""
            return f"Your mail is too large{megabytes}. Please send the order as text, or in a smaller file."
        case "headers_too_long" | "too_many_lines" | "too_many_parts" | "nested_too_deep":
            return "Your mail has more parts than we can read. Please send the order as plain text."
        case "empty":
            return "Your mail has no text that we can read. Please write the order into the mail."
    return "We could not read your mail. Please send the order as plain text."


def _text(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return (
            ", ".join(sorted(str(each) for each in value))
            if isinstance(value, set | frozenset)
            else ", ".join(map(str, value))
        )
    text = "" if value is None else str(value)[:LIMITED]
    amount = _MONEY.fullmatch(text)
    return money(Money(Decimal(amount[1]), amount[2])) if amount else text


def _not_found(facts: Facts) -> str:
    what = facts.get("what")
    if what.startswith("which "):
        return f"I could not tell {what}. Please name it."
    if what:
        return f"I cannot find {what}{facts.after(' of ', 'of')}. Please say it again."
    named = facts.get(
        "number", "order_number", "customer_id", "sku", "invoice_number", "shipment_number", "employee", "approval_id"
    )
    return f"I cannot find {named or 'that'}. Please check the number."


def _not_allowed(facts: Facts) -> str:
    needs = facts.get("needs").replace("_", " ").replace(", ", " or ")
    return f"Sorry, you may not {facts.get('to') or 'do that'}.{f' It takes the role of {needs}.' if needs else ''}"


def _stale(facts: Facts) -> str:
    number = facts.get("number") or "This"
    return f"{number} changed since this card was shown. Please have a look at the card as it is now, and try again."


def _draft(facts: Facts) -> str:
    return facts.get("number") or "the draft"


def _illegal(facts: Facts) -> str:
    subject = facts.get("subject", "number") or "This"
    before, after = (order_state(facts.get(name)).lower() for name in ("from_state", "to_state"))
    return f"{subject} is {before} and cannot become {after}."


def _blocked(facts: Facts) -> str:
    wrong = facts.get("codes").replace("_", " ").lower() or "something on its card"
    return f"Of {facts.get('number') or 'the draft'} has to be put right first: {wrong}."


def _on_hold(facts: Facts) -> str:
    reasons = " and ".join(hold_reason(code.strip()) for code in facts.get("reasons").split(",") if code.strip())
    number = facts.get("number") or "The order"
    return f"{number} is on hold{f' ({reasons})' if reasons else ''}. Nothing leaves until that is decided."


def _exceeds(facts: Facts) -> str:
    return (
        f"{facts.get('asked', 'quantity')} is more than line {facts.get('line_key')} has: "
        f"{facts.get('possible', 'allocated') or 'less'} is possible."
    )


def _not_authorised(facts: Facts) -> str:
    match facts.get("why"):
        case "self":
            return "You cannot decide on your own order. Somebody else with authority has been asked."
        case "twice":
            return "You have approved this already. Somebody else has to as well."
        case "limit":
            amount, limit = facts.count("amount"), facts.count("limit", "approval_limit")
            up_to = f" (up to {limit})" if limit else ""
            return f"{amount or 'This'} is more than you may approve{up_to}. A director can."
    roles = facts.get("needs").replace("_", " ").replace(", ", " or ")
    return f"Sorry, you may not decide this.{f' A {roles} can.' if roles else ''}"


def _already_decided(facts: Facts) -> str:
    state = (facts.get("state") or "decided").lower()
    at = facts.get("at")
    try:
        at = f" on {day(datetime.fromisoformat(at).date())}" if at else ""
    except ValueError:
        at = f" at {at}"
    return f"This was already {state}{facts.after(' by ', 'by')}{at}."


def _example(facts: Facts) -> str:
    command = facts.get("command")
    words = {"/stock": "40 watering cans", "/status": "SO-1042"}.get(command, "miller want 12 watering cans by friday")
    return f"{command} {words}"


WORDS: dict[str, Callable[[Facts], str]] = {
    **FLOOR_WORDS,
    **money_refusals.WORDS,
    **number_refusals.WORDS,
    **figures.WORDS,
    **supply.WORDS,
    "REFUSED": lambda _: "That is not possible.",
    "NOTHING_SAID": lambda f: f"Please write what you want behind {f.get('command')}, as in “{_example(f)}”.",
    "TEXT_TOO_LONG": lambda f: (
        f"That is {f.count('length')} characters long, at most {f.count('longest')} are read. Please send it in parts."
    ),
    "NOT_FOUND": _not_found,
    "NOT_ALLOWED": _not_allowed,
    "STALE_REVISION": _stale,
    "ILLEGAL_TRANSITION": _illegal,
    "NOTHING_TO_UNDO": lambda f: (
        f"Nothing of {_draft(f)} was changed that could be undone. Discard on its card gives it up."
    ),
    "CHANGED_ELSEWHERE": lambda f: (
        f"The last change of {_draft(f)} was not made in this thread but by {f.get('made_by') or 'somebody else'}. "
        "Please write what it should be."
    ),
    "CHANGED_SINCE": lambda f: (
        f"{_draft(f)} was changed since that message, so editing the message no longer changes it. "
        "Please write the change into its thread."
    ),
    "NOT_THEIR_ORDER": lambda f: (
        f"{f.get('number')} is for {f.get('customer')}, not for {f.get('named')}. Nothing was saved."
    ),
    "ORDER_BLOCKED": _blocked,
    "ORDER_ON_HOLD": _on_hold,
    "UNVERIFIED_SENDER": lambda f: (
        f"{f.get('number') or 'The order'} cannot be confirmed by mail, because the sender could not be verified. "
        "A colleague will check it."
    ),
    "QUANTITY_EXCEEDS_LINE": _exceeds,
    "ALREADY_SHIPPED": lambda f: (
        f"{f.get('number') or 'The order'} has been picked or has left, so it cannot be cancelled. "
        "A return is possible."
    ),
    "NOTHING_TO_INVOICE": lambda f: (
        f"All of {f.get('shipment_number') or 'the shipment'} came back before it was invoiced: nothing is to invoice."
    ),
    "TOO_LATE_TO_CHANGE": lambda f: (
        f"{f.get('number') or 'The order'} is {order_state(f.get('state')).lower()}: "
        "none of this can be changed any more."
    ),
    "OVER_CREDIT": lambda f: (
        f"With these changes {f.get('number') or 'the order'} goes over the credit"
        f"{f.after(' by ', 'excess')}, so nothing was changed. "
        "Order what is more as a new order under the same PO: that asks the credit managers."
    ),
    "CAP_TOO_SMALL": lambda f: (
        f"An approval of {f.get('number') or 'this order'} has to cover {f.get('needs')} at least, "
        "and to end later than now."
    ),
    "BAD_ABSENCE": lambda f: (
        f"{f.get('from_date')} to {f.get('until_date')} is no time to be away: it ends today or later, "
        f"and lasts {f.get('most_days')} days at most."
    ),
    "DELEGATION_LOOP": lambda f: f"In the end somebody would decide for themselves: {f.get('chain')}.",
    "DELEGATION_TOO_LONG": lambda f: (
        f"That would be passed on too often: {f.get('chain')}. At most {f.get('most')} times is possible."
    ),
    "NOTHING_HELD": lambda f: f"Nobody is asked about {f.get('number') or 'this order'}: nothing holds it.",
    "ALREADY_SETTLED": lambda f: (
        f"{f.get('by') or 'Somebody'} dealt with this PO already{f.after(', see ', 'number')}."
    ),
    "NOTHING_TO_SHIP": lambda f: f"{f.get('number') or 'The order'} has no goods of its own to ship yet.",
    "CARRIER_MISSING": lambda f: f"Please say who carries {f.get('number') or 'the shipment'}.",
    "NOTHING_RETURNED": lambda f: (
        f"Please say which lines of {f.get('number') or 'the order'} come back, and how many."
    ),
    "NOT_RETURNABLE": lambda f: (
        f"{f.count('asked')} of line {f.get('line_key')} cannot come back: {f.count('returnable') or 'none'} can."
    ),
    "RETURN_TOO_LATE": lambda f: (
        f"Line {f.get('line_key')} left on {f.get('shipped')}: "
        f"for this reason it may come back for {f.count('days')} days only."
    ),
    "REFUSAL_UNEXPLAINED": lambda f: f"Please say why {f.get('number') or 'the return'} is refused.",
    "EXCEEDS_AUTHORISED": lambda f: (
        f"{f.count('asked')} of line {f.get('line_key')} came back, but only {f.count('authorised')} may."
    ),
    "EXCEEDS_RECEIVED": lambda f: (
        f"{f.count('asked')} of line {f.get('line_key')} cannot be inspected, {f.count('received')} came back."
    ),
    "NOT_INVOICED": lambda f: f"Line {f.get('line_key')} was never invoiced, so there is nothing to credit it from.",
    "INSPECTED_BY_SAME": lambda f: (
        f"You inspected the goods of {f.get('number') or 'this return'}: please let a colleague credit or replace them."
    ),
    "UNKNOWN_KIND": lambda f: f"There is no kind “{f.get('kind')}”.{f.after(' Expected is one of ', 'known')}",
    "UNKNOWN_WORD": lambda f: f"“{f.get('word')}” is not known here.{f.after(' Expected is one of ', 'known')}",
    "NO_SUCH_LINE": lambda f: f"{f.get('number')} has no line {f.get('line_no')}.",
    "NO_SUCH_QUESTION": lambda _: "That question is no longer open. Please look at the card as it is now.",
    "NOT_AUTHORISED": _not_authorised,
    "ALREADY_DECIDED": _already_decided,
    "STALE_APPROVAL": lambda _: (
        "The order changed since this was asked. The new card shows it as it is; please decide there."
    ),
    "APPROVAL_CLOSED": lambda f: (
        f"Nobody waits for this decision any more: the request was {f.get('state') or 'closed'}."
    ),
    "REASON_MISSING": lambda _: "Please give a reason, so that the person who asked knows what to do next.",
    "BAD_CONFIGURATION": lambda f: f"The configuration is not understood: {f.get('problems')}",
    "PAYMENT_CONFLICT": lambda f: f"Payment {f.get('payment_id')} is known already, with other values.",
    "NOT_POSITIVE": lambda f: f"{f.get('amount')} is not an amount above zero{f.after(', as expected for ', 'what')}.",
    "CREDIT_ABOVE_INVOICE": lambda f: (
        f"{f.get('asked')} is more than is left of invoice {f.get('invoice_number')} ({f.get('invoiced')})."
    ),
    "CREDIT_ABOVE_LINE": lambda f: (
        f"Of line {f.get('line_no')} of invoice {f.get('invoice_number')} {f.get('left')} is left to credit, "
        f"and {f.get('asked')} was asked for."
    ),
    "MIXED_ORDERS": lambda f: (
        f"{f.get('numbers')} cannot share an invoice: they differ in who pays, currency, terms or kind of prices."
    ),
    "WRONG_BILL_TO": lambda f: f"Invoice {f.get('invoice_number')} belongs to another customer.",
    "UNKNOWN_RECEIPT": lambda f: f"There is no line {f.get('line_no')} of supplier order {f.get('supplier_order')}.",
    "ALREADY_RECEIVED": lambda f: (
        f"Line {f.get('line_no')} of supplier order {f.get('supplier_order')} has come in full."
    ),
    "OVER_RECEIPT": lambda f: (
        f"{f.get('arrived')} is more than can come of line {f.get('line_no')} of supplier order "
        f"{f.get('supplier_order')}: {f.get('ordered')} were ordered and {f.get('received')} have come, so up to "
        f"{f.get('possible')} is taken. Accept the rest on purpose, with a reason, or send it back."
    ),
    "UNKNOWN_WAREHOUSE": lambda f: f"There is no warehouse “{f.get('warehouse')}”.",
    "BAD_STOCK_QUANTITY": lambda f: (
        f"“{f.get('quantity')}” is not a quantity of goods; expected is {f.get('expected')}."
    ),
    "NOT_ALLOCATED": lambda f: (
        f"Line {f.get('line_key')} has {f.get('allocated')} of its own in {f.get('warehouse')}; "
        f"{f.get('wanted')} is more."
    ),
    "NOTHING_TO_REALLOCATE": lambda f: f"Line {f.get('line_key')} cannot get stock of other orders: {f.get('why')}.",
    "PROPOSAL_OUTDATED": lambda f: (
        f"The orders changed since this was proposed for line {f.get('line_key')}. Nothing was moved; please ask again."
    ),
    "UNKNOWN_STOCK_REASON": lambda f: (
        f"“{f.get('reason')}” is no reason that we know.{f.after(' Known are ', 'known')}"
    ),
    "SAME_STOCK_STATE": lambda f: f"{f.get('sku')} in {f.get('warehouse')} is {f.get('state')} as it is.",
    "UNKNOWN_ARTICLE": lambda f: f"Nobody knows {f.get('skus')}: neither the catalogue nor a shelf has it.",
    "COUNTED_TWICE": lambda f: f"The sheet names {f.get('skus')} more than once. Please add the counts up.",
    "NOT_THERE": lambda f: (
        f"{f.get('warehouse')} has {f.get('available')} {f.get('sku')} that could be taken; {f.get('wanted')} is more."
    ),
    "SAME_WAREHOUSE": lambda f: f"Goods that stay in {f.get('warehouse')} need no transfer.",
    "BELOW_COMMITTED": lambda f: (
        f"{f.get('counted')} {f.get('sku')} in {f.get('warehouse')} is fewer than are promised ({f.get('committed')})."
    ),
    **ORDER_WORDS,
}
