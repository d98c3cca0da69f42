"""How the number of a paper is written, and which numbers are of our own series."""

import re


def series_of(pattern: str, year: int) -> str:
    """The series that a pattern counts in: one for all time, or one a year."""
    return pattern.replace("{year}", str(year)).removesuffix("-{number}")


def paper_number(pattern: str, year: int, number: int) -> str:
    """A number as it stands on the paper."""
    return pattern.replace("{year}", str(year)).replace("{number}", str(number))


def own_number(pattern: str, year: int, text: str) -> int:
    """Which number of our present series a text is; 0 where it is none."""
    head = re.escape(paper_number(pattern, year, 0)[:-1])
    found = re.fullmatch(head + r"([1-9]\d{0,8})", text)
    return int(found[1]) if found else 0
