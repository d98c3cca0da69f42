"""What is decided about returns: values in, values out."""

from domain.returns.rules.allowing import is_too_late, returnable, terms_of, to_credit, uninvoiced
from domain.returns.rules.crediting import Earlier, Part, Wish, credited_lines, freight_back

__all__ = [
    "Earlier",
    "Part",
    "Wish",
    "credited_lines",
    "freight_back",
    "is_too_late",
    "returnable",
    "terms_of",
    "to_credit",
    "uninvoiced",
]
