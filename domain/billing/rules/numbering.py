"""How the number of a paper is written, and which numbers are of our own series."""

import re


def series_of(pattern: str, year: int) -> str:
    """The series that a pattern counts in: one for all time, or one a year."""
    return pattern.replace("{year}", str(year)).removesuffix("-{number}")


def paper_number(pattern: str, year: int, number: int) -> str:
    """A number as it stands on the paper."""
    return pattern.replace("{year}", str(year)).replace("{number}", str(number))


def prefixes(pattern: str, year: int) -> tuple[str, ...]:
    """What stands before the number on our papers of a year and of the one before it, each once."""
    return tuple(dict.fromkeys(paper_number(pattern, each, 0)[:-1] for each in (year, year - 1)))


def own_number(pattern: str, year: int, text: str) -> int:
    """Which number of our present series a text is; 0 where it is none."""
    head = re.escape(prefixes(pattern, year)[0])
    found = re.fullmatch(head + r"([1-9]\d{0,8})", text)
    return int(found[1]) if found else 0
