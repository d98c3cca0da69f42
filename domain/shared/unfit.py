"""Owns what a column cannot hold: errors of a database as refusals. SQLite has no lengths and keeps every text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.exc import DataError, StatementError

from domain.shared.errors import Refusal

_TOO_LONG, _NO_TEXT = "22001", "NUL (0x00)"
_LARGEST = re.compile(r"character varying\((\d+)\)")
_SHOWN = 40


class DoesNotFit(Refusal):
    """A text is too long or holds what is no text, or a number is too large; facts: field, value, length, most."""

    code = "DOES_NOT_FIT"


def refusal_in(error: Exception) -> Refusal | None:
    """The refusal that an error of a statement stands for; None for an error that is a bug."""
    if isinstance(error, OverflowError):
        return DoesNotFit() if "SQLite" in str(error) else None
    if isinstance(error, StatementError) and isinstance(error.orig, Refusal):
        return error.orig
    if not isinstance(error, DataError):
        return None
    said = str(error.orig)
    if getattr(error.orig, "sqlstate", None) == _TOO_LONG:
        found = _LARGEST.search(said)
        most = int(found[1]) if found else 0
        return _about(error, lambda value: isinstance(value, str) and len(value) > most, most=most)
    if _NO_TEXT in said:
        return _about(error, lambda value: isinstance(value, str) and "\0" in value)
    return DoesNotFit() if "out of range" in said or "overflow" in said.lower() else None


def _about(error: DataError, is_meant: Any, **facts: Any) -> DoesNotFit:
    for name, value in _parameters(error.params):
        if is_meant(value):
            return DoesNotFit(field=name, value=value[:_SHOWN], length=len(value), **facts)
    return DoesNotFit(**facts)


def _parameters(params: Any) -> Iterator[tuple[str, Any]]:
    """Every value that was sent, with the name of its column where it has one."""
    if isinstance(params, Mapping):
        yield from ((re.sub(r"_+\d+$", "", str(name)), value) for name, value in params.items())
    elif isinstance(params, list | tuple):
        for each in params:
            yield from _parameters(each) if isinstance(each, Mapping | list | tuple) else (("", each),)
