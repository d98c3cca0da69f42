"""Owns the policy of papers: how they are numbered, and when collective invoices are made."""

from datetime import time
from typing import Annotated

from pydantic import Field

from domain.shared.policy.part import Part

#: Letters, digits and dashes around the number, and the year before it where each year has a series of its own.
NumberPattern = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,10}-(\{year\}-)?\{number\}$")]


class PapersPolicy(Part):
    """How papers are numbered: each pattern is a gap-free series, or one a year where it names the year.

    `first_number` begins every series; `collective_weekday` (0 = Monday) ends the week of
    collective invoices, which are made on the day after, at `collective_at` (company time).
    """

    invoice_number: NumberPattern
    credit_note_number: NumberPattern
    proforma_number: NumberPattern
    first_number: int = Field(ge=1)
    collective_weekday: int = Field(ge=0, le=6)
    collective_at: time
