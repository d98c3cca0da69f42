"""Owns what banks write in place of a reference that nobody gave."""

_FILLERS = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF"})


def given(text: str | None, longest: int) -> str | None:
    """A reference as far as we keep it; None for none, and for what only fills its place."""
    return text[:longest] if text and text.upper() not in _FILLERS else None
