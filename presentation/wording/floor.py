"""Owns the sentences for what carriers and the warehouse floor refuse: lists, packages, shipments, deliveries."""

from collections.abc import Callable

from presentation.wording.problems import Facts


def _apart(why: str) -> str:
    return {
        "customer": "they are of different customers",
        "ship_to": "they go to different places",
        "currency": "they are in different currencies",
        "carrier": "they go with different carriers",
    }.get(why, "the customer wants each order by itself")


FLOOR_WORDS: dict[str, Callable[[Facts], str]] = {
    "NOTHING_TO_PICK": lambda f: f"{f.get('number') or 'No order'} has nothing set aside that could be picked now.",
    "NOT_RELEASABLE": lambda f: (
        f"{f.get('number')} leaves only when more of it has come: {f.get('lines')} wait by its delivery policy."
    ),
    "PICK_LIST_CLOSED": lambda f: f"Pick list {f.get('pick_list')} is {f.get('state')}: nothing can be taken for it.",
    "NOT_ON_PICK_LIST": lambda f: (
        f"{f.get('asked')} at position {f.get('position')} of {f.get('pick_list')} is not possible: "
        f"{f.get('possible') or 'none'} can be."
    ),
    "NOT_PICKED": lambda f: (
        f"{f.get('asked')} of line {f.get('line_key')} cannot be packed: {f.get('possible') or 'none'} of it is picked "
        "there and in no package."
    ),
    "PACKAGE_GONE": lambda f: (
        f"Package {f.get('package')} has {'left with ' + f.get('shipment') if f.get('shipment') else 'been unpacked'}."
    ),
    "PACKAGE_BLOCKED": lambda f: (
        f"Package {f.get('package')} may not leave: {f.get('differences')} were counted. "
        "Put it right and count it again, or say what became of it."
    ),
    "PACKED_MORE": lambda f: (
        f"Package {f.get('package')} holds more of line {f.get('line_key')} than is to leave. "
        "Unpack it, or let more leave."
    ),
    "NOTHING_TO_RESOLVE": lambda f: (
        f"No count of package {f.get('package')} waits for an answer, or there was none given."
    ),
    "SEVERAL_WAREHOUSES": lambda f: (
        f"The goods of {f.get('number')} lie in {f.get('warehouses').replace(', ', ' and ')}. Please name one of them."
    ),
    "NOT_TOGETHER": lambda f: f"{f.get('numbers')} may not leave together: {_apart(f.get('why'))}.",
    "ALREADY_DELIVERED": lambda f: (
        f"{f.get('shipment_number')} was reported as delivered before, with other words ({f.get('delivered_at')})."
    ),
    "BAD_DELIVERY_TIME": lambda f: (
        f"{f.get('shipment_number')} left at {f.get('shipped_at')}: it cannot have arrived before that or after now."
    ),
    "ALREADY_COUNTED": lambda f: f"Task {f.get('task')} was counted already: {f.get('found')} were found.",
    "BAD_TARIFF": lambda f: f"The file of carriers is not understood: {f.get('problems')}",
    "UNKNOWN_CARRIER": lambda f: (
        f"There is no carrier “{f.get('carrier')}”.{f.after(' Known are ', 'known')}"
        f"{'. Whom the customer sends is named on purpose: --own-carrier' if f.get('own') else ''}"
    ),
    "NO_CARRIER": lambda f: f"No carrier takes this to {f.get('place')}{f.after(': ', 'reasons')}.",
    "NUMBERS_USED_UP": lambda f: (
        f"The tracking numbers of {f.get('carrier')} are used up (the last was {f.get('last')})."
    ),
}
