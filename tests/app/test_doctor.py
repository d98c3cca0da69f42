"""The doctor says how the second reader is, by asking it about something that nobody wrote."""

from pathlib import Path

import pytest

from app.doctor import Finding, Health, examine
from app.settings import load
from tests.support.language_models import Answering, answers, endpoint, no_item, nobody, says, status


def _second_reader(folder: Path, **given: str) -> Finding:
    settings = load(database_url=f"sqlite:///{folder / 'empty.db'}", **given)
    (finding,) = [each for each in examine(settings) if each.part == "second reader"]
    return finding


def test_it_is_off_unless_it_is_configured(tmp_path: Path) -> None:
    """And that is no fault."""
    assert _second_reader(tmp_path) == Finding("second reader", Health.OFF, "LLM_URL is not set; reading needs none")


def test_one_that_answers_is_well(tmp_path: Path) -> None:
    """Its model and host are named, its key is not."""
    with endpoint(answers(no_item(1))) as made:
        found = _second_reader(tmp_path, llm_url=made.url, llm_model="small-1", llm_key="sk-hunter2")
        assert len(made.requests) == 1
    host = made.url.removeprefix("http://").removesuffix("/v1")
    assert found == Finding("second reader", Health.WELL, f"small-1 at {host} answers; it only suggests")


@pytest.mark.parametrize(
    ("bad", "reason"), [(status(401), "http_401"), (status(404), "http_404"), (says("yes"), "answer_unreadable")]
)
def test_one_that_can_not_be_used_is_ill_and_says_why(tmp_path: Path, bad: Answering, reason: str) -> None:
    """A wrong key, a wrong path, a model that can not keep to the form."""
    with endpoint(bad) as made:
        found = _second_reader(tmp_path, llm_url=made.url, llm_model="small-1", llm_key="sk-hunter2")
    assert (found.health, reason in found.words, "hunter2" in found.words) == (Health.ILL, True, False)


def test_one_where_nobody_listens_is_ill(tmp_path: Path) -> None:
    """It says so at once."""
    found = _second_reader(tmp_path, llm_url=nobody(), llm_model="small-1")
    assert (found.health, "ConnectError" in found.words) == (Health.ILL, True)
