"""The words in which Slack's limits are written down: each is a check that yields what it finds.

A finding reads `/blocks/0/text/text: expected at most 3000 characters, found 3001`: a JSON pointer, then what
was expected.
"""

import re
from collections.abc import Callable, Iterator, Mapping

_TYPE_NAMES = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a whole number"}

Check = Callable[[object, str], Iterator[str]]


def finding(pointer: str, expected: str) -> str:
    """One finding as text; the pointer of the whole payload is written `/`."""
    return f"{pointer or '/'}: expected {expected}"


def child(pointer: str, key: str | int) -> str:
    """The JSON pointer of a member, escaped as RFC 6901 asks."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def string(maximum: int, minimum: int = 1, pattern: str | None = None) -> Check:
    """A text of `minimum` to `maximum` characters, matching `pattern` as a whole where one is given."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield finding(pointer, f"a text, found {_kind_of(value)}")
        elif len(value) < minimum:
            yield finding(pointer, f"at least {minimum} character(s), found {len(value)}")
        elif len(value) > maximum:
            yield finding(pointer, f"at most {maximum} characters, found {len(value)}")
        elif compiled is not None and not compiled.fullmatch(value):
            yield finding(pointer, f"the form {pattern}, found {value[:40]!r}")

    return check


def one_of(*values: str) -> Check:
    """One of the listed words."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in values:
            yield finding(pointer, f"one of {', '.join(values)}, found {value!r:.60}")

    return check


def whole(minimum: int, maximum: int) -> Check:
    """A whole number between two bounds, both allowed."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield finding(pointer, f"a whole number, found {_kind_of(value)}")
        elif not minimum <= value <= maximum:
            yield finding(pointer, f"a number from {minimum} to {maximum}, found {value}")

    return check


def number(value: object, pointer: str) -> Iterator[str]:
    """Any JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield finding(pointer, f"a number, found {_kind_of(value)}")


def flag(value: object, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield finding(pointer, f"true or false, found {_kind_of(value)}")


def anything(value: object, pointer: str) -> Iterator[str]:
    """A member that Slack takes and we do not look into."""
    del value, pointer
    yield from ()


def items(check_item: Check, minimum: int, maximum: int) -> Check:
    """A list of `minimum` to `maximum` members, each of one kind."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield finding(pointer, f"a list, found {_kind_of(value)}")
            return
        if len(value) < minimum:
            yield finding(pointer, f"at least {minimum} item(s), found {len(value)}")
        if len(value) > maximum:
            yield finding(pointer, f"at most {maximum} items, found {len(value)}")
        for index, member in enumerate(value[: maximum + 1]):
            yield from check_item(member, child(pointer, index))

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check], *more: Check) -> Check:
    """An object with these members and no others; `more` look at the whole object once it is one."""
    known = {**required, **optional}

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield finding(pointer, f"an object, found {_kind_of(value)}")
            return
        for name in required:
            if value.get(name) is None:
                yield finding(child(pointer, name), "a value, found none")
        for name, member in value.items():
            if name not in known:
                yield finding(child(pointer, name), "no such field here")
            elif member is not None:
                yield from known[name](member, child(pointer, name))
            elif name in optional:
                yield finding(child(pointer, name), "a value or no field at all, found null")
        for look in more:
            yield from look(value, pointer)

    return check


def by_type(table: Mapping[str, Check], *allowed: str) -> Check:
    """An object known by its `type`; only the `allowed` types of the table, or all of them."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield finding(pointer, f"an object, found {_kind_of(value)}")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in table or (allowed and kind not in allowed):
            expected = ", ".join(allowed) if allowed else "a known type"
            yield finding(child(pointer, "type"), f"{expected}, found {kind!r:.60}")
            return
        yield from table[kind](value, pointer)

    return check


def at_least_one(*names: str) -> Check:
    """One or more of these members must be there and not empty."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            yield finding(pointer, f"at least one of {', '.join(names)}")

    return check


def exactly_one(*names: str) -> Check:
    """One of these members, never two."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, dict) and sum(value.get(name) is not None for name in names) != 1:
            yield finding(pointer, f"exactly one of {', '.join(names)}")

    return check


def text_of(value: object) -> str:
    """The words of a text object, or nothing where it is none."""
    words = value.get("text") if isinstance(value, dict) else None
    return words if isinstance(words, str) else ""


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    return next((name for kind, name in _TYPE_NAMES.items() if type(value) is kind), type(value).__name__)
