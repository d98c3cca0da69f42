"""Words for people: numbers as they are written, a sentence for every code, and nothing that becomes markup."""

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import Problem, Refusal
from domain.shared.money import Money
from presentation.mrkdwn import bold, link, quoted, safe
from presentation.wording.amounts import listed, money, number, ordered, quantity, unit_price
from presentation.wording.problems import WORDS as PROBLEM_WORDS
from presentation.wording.problems import problem_words
from presentation.wording.refusals import WORDS as REFUSAL_WORDS
from presentation.wording.refusals import mail_refusal_words, refusal_words
from presentation.wording.times import day, lateness
from tests.presentation.samples import pounds

DOMAIN = Path(__file__).parents[2] / "domain"
ANY_TEXT = st.text(max_size=400) | st.sampled_from(
    ["<!channel>", "<@U12345678>", "<https://a|b>", "*x*", "> q", "&lt;"]
)


def _refusals(base: type[Refusal] = Refusal) -> set[type[Refusal]]:
    for file in sorted(DOMAIN.glob("*/errors.py")):
        import_module(f"domain.{file.parent.name}.errors")
    found = {base}
    for each in base.__subclasses__():
        found |= _refusals(each)
    return {each for each in found if each.__module__.startswith("domain.")}


def test_l7_numbers_are_written_as_people_write_them() -> None:
    """Money, prices, quantities and dates."""
    assert money(pounds("1234.5")) == "£1,234.50"
    assert money(pounds("-0.5")) == "-£0.50"
    assert money(Money(Decimal("9.9"), "EUR")) == "€9.90"
    assert unit_price(Decimal("1.65"), "GBP") == "£1.65"
    assert unit_price(Decimal("0.0425"), "GBP") == "£0.0425"
    assert quantity(Decimal(60), "each") == "60 each"
    assert quantity(Decimal(3), "box") == "3 boxes"
    assert quantity(Decimal("1200.50"), "metre") == "1,200.5 metres"
    assert ordered(Decimal(5), "dozen", Decimal(60), "each") == "5 dozen (60)"
    assert ordered(Decimal(60), "each", Decimal(60), "each") == "60 each"
    assert day(date(2011, 11, 18)) == "Fri 18 Nov 2011"
    assert [lateness(days) for days in (26, 1, 0, -3)] == [
        "26 days overdue", "1 day overdue", "due today", "due in 3 days"
    ]  # fmt: skip
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    """No figure reads "-0 days"."""
    assert [number(Decimal(value)) for value in ("-0.0000001", "-0.5", "0", "-10")] == ["0", "-0.5", "0", "-10"]


def test_every_refusal_of_the_domain_has_its_sentence() -> None:
    """With and without its facts, and never with a word in capitals."""
    missing = sorted(each.code for each in _refusals() if each.code not in REFUSAL_WORDS)
    assert missing == []
    for each in _refusals():
        said = refusal_words(each())
        assert said.endswith((".", "?", " "))
        assert "None" not in said
        assert "_" not in said


def test_every_problem_code_has_its_sentence() -> None:
    """Also when a fact is missing."""
    for code in PROBLEM_WORDS:
        assert problem_words(Problem(code=code, blocking=True, where="line 2")).startswith("Line 2: ")


def test_a_problem_names_field_value_and_what_was_expected() -> None:
    """Some of them in full."""
    facts = {"sku": "CUP", "quantity": "10", "multiple": "6", "down": "6", "up": "12"}
    assert problem_words(Problem(code="NOT_A_MULTIPLE", blocking=True, where="line 2", facts=facts)) == (
        "Line 2: CUP is sold in multiples of 6, and 10 is none. Did you mean 6 or 12?"
    )
    facts = {"sku": "TWINE", "quantity": "2", "unit": "box", "factor": "24", "meant": "48"}
    assert problem_words(Problem(code="UNIT_READ_AS_EACH", blocking=False, facts=facts)) == (
        "“2 boxes” is read as 2 pieces; a box of it is 24. Write “48” if boxes were meant."
    )
    facts = {"sku": "CUP", "stated": "1.5", "ours": "1.65"}
    assert problem_words(Problem(code="PRICE_BELOW_OURS", blocking=False, facts=facts), "GBP") == (
        "CUP: they wrote £1.50, our price is higher, £1.65. We use ours; please tell them."
    )
    facts = {"requested_date": "2011-11-01", "today": "2011-11-14"}
    assert problem_words(Problem(code="DATE_IN_PAST", blocking=True, facts=facts)) == (
        "Tue 1 Nov 2011 has passed (today is Mon 14 Nov 2011). Please give a date from today on."
    )
    facts = {"sku": "CUP", "quantity": "1e+12", "largest": "100000000"}
    assert "1,000,000,000,000 is not a quantity" in problem_words(
        Problem(code="BAD_QUANTITY", blocking=True, facts=facts)
    )


@pytest.mark.parametrize("code", ["too_large", "too_many_parts", "empty", "unparsable"])
def test_a_mail_that_was_not_read_is_explained(code: str) -> None:
    """Its sender hears what to do instead."""
    assert "Please" in mail_refusal_words(code, 12_345_678)


@given(ANY_TEXT)
def test_o6_user_text_never_becomes_markup(text: str) -> None:
    """No angle bracket survives, so no mention, channel or link can be formed."""
    for shown in (safe(text), bold(text)):
        assert not re.search(r"[<>\n\r]", shown)
    assert "<" not in quoted(text)
    assert all(row.startswith("> ") for row in quoted(text).split("\n"))
    assert link("https://shop.example", text).count("<") == 1
    assert link("https://shop.example", text).count("|") == 1
