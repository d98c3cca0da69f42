"""Owns barcodes as bars: Code 128 for numbers of any kind, GS1-128 for package numbers."""

from itertools import groupby

from barcode.codex import Code128, Gs1_128

#: Application identifier of a serial shipping container code (GS1 General Specifications 3.2).
SSCC = "00"


def code_128(text: str) -> list[tuple[int, int]]:
    """The bars of a text in printable ASCII: where each begins and how wide it is, in modules."""
    return _bars(Code128(text).build()[0])


def gs1_sscc(sscc: str) -> list[tuple[int, int]]:
    """The bars of a serial shipping container code as GS1-128, with its application identifier."""
    return _bars(Gs1_128(SSCC + sscc).build()[0])


def _bars(modules: str) -> list[tuple[int, int]]:
    bars, at = [], 0
    for is_bar, run in groupby(modules, key="1".__eq__):
        width = len(list(run))
        if is_bar:
            bars.append((at, width))
        at += width
    return bars
