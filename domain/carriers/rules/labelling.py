"""Decides what of a new tariff is refused because nothing could be printed, linked or charged by it."""

from collections.abc import Iterator

from domain.carriers.schemas import LONGEST_NOTE, LONGEST_URL, Tariff
from domain.shared.money import unkept


def unusable(tariff: Tariff) -> Iterator[str]:
    """What would not be used as it stands, in words, by carrier."""
    if why := unkept(tariff.currency):
        yield f"currency: {why}"
    for each in tariff.carriers:
        if each.tracking_url != each.follow_url:
            yield f"{each.carrier}: tracking_url is no link with {{number}} in it, of at most {LONGEST_URL} characters"
        if len(each.label_note) > LONGEST_NOTE:
            yield f"{each.carrier}: label_note is longer than {LONGEST_NOTE} characters"
