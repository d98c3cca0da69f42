"""Owns the sentences for refusals of purchasing."""

from collections.abc import Callable

from presentation.wording.problems import Facts

WORDS: dict[str, Callable[[Facts], str]] = {
    "BAD_SUPPLY": lambda f: (
        f"Nobody can deliver {f.get('what') or 'that'}; expected was {f.get('expected') or 'something else'}."
    ),
    "SUPPLY_KEY_USED": lambda f: (
        f"{f.get('number') or 'Another supplier order'} was made under the key “{f.get('key')}” with other lines. "
        "Please choose another key."
    ),
    "NOT_ORDERED_HERE": lambda f: (
        f"{f.get('number') or 'This supplier order'} was not ordered here, so there is nothing to confirm. "
        "It can be delayed to the day that the supplier names."
    ),
    "NOTHING_TO_COME": lambda f: (
        f"All of {f.get('number') or 'the supplier order'} has come or was given up, so nothing is to come."
    ),
}
