"""What is typed and is no day or number is wrong usage, said in one line, whatever the command; amounts in any form."""

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.console import amount_of, decimal
from app.cli.root import app
from domain.shared.money import typed_amount
from domain.shared.quantity import typed_number

WRONG = {
    "a day": ("limit", "THISTLE", "5000", "--by", "sam@wholesaler.example", "--review", "soon"),
    "a day somebody is away": ("delegate", "sam@wholesaler.example", "--from", "monday"),
    "a number": ("price", "THISTLE", "BAG", "many"),
    "a number that is none": ("price", "THISTLE", "BAG", "NaN"),
    "an amount that could be two": ("limit", "THISTLE", "13.140", "--by", "sam@wholesaler.example"),
    "less than nothing": ("limit", "THISTLE", "-1", "--by", "sam@wholesaler.example"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_day_and_no_number_is_wrong_usage(what: str, tmp_path: Path) -> None:
    """Exit status 2, and no traceback."""
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/orderclerk.db"}
    assert CliRunner().invoke(app, ["migrate"], env=env).exit_code == 0
    result = CliRunner().invoke(app, list(WRONG[what]), env=env)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)


def test_commands_read_numbers_like_the_windows_do() -> None:
    """Two and a half, a thousand and two hundred, thirteen thousand and a half, whatever stands for the point."""
    assert [decimal(text) for text in ("2,5", "1,200", "-3")] == [Decimal("2.5"), Decimal(1200), Decimal(-3)]
    assert amount_of("13.140,50") == amount_of("13,140.50") == Decimal("13140.50")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("13140", "13140"), ("13140.5", "13140.5"), ("13,140.50", "13140.50"), ("13,140", "13140"), ("0.50", "0.50"),
        ("13140,50", "13140.50"), ("13.140,50", "13140.50"), ("1.313.140", "1313140"), ("13 140,50", "13140.50"),
        ("13.140", None), ("13,140,50", None), ("131,40.50", None), ("1e5", None), ("-5", None), ("", None),
        ("9" * 17, None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_any_country_writes_it(text: str, amount: str | None) -> None:
    """Never times a hundred or a thousand: what could be two amounts is none."""
    assert typed_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2,5", "2.5"), ("2.5", "2.5"), ("1,200", "1200"), ("1.200,5", "1200.5"), ("1,200.5", "1200.5"),
        ("1.25", "1.25"), ("-3", "-3"), ("1,2,3", None), ("0.1234567", None), ("a", None),
    ],
)  # fmt: skip
def test_a_quantity_is_read_as_any_country_writes_it(text: str, number: str | None) -> None:
    """Two and a half metres are never twenty-five."""
    assert typed_number(text) == (None if number is None else Decimal(number))
