"""What is typed at a command and is no day or number is wrong usage, said in one line, whatever the command."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.root import app

WRONG = {
    "a day": ("limit", "THISTLE", "5000", "--by", "sam@wholesaler.example", "--review", "soon"),
    "a day somebody is away": ("delegate", "sam@wholesaler.example", "--from", "monday"),
    "a number": ("price", "THISTLE", "BAG", "many"),
    "a number that is none": ("price", "THISTLE", "BAG", "NaN"),
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
