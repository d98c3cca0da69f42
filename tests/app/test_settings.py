"""What the environment says is understood at once, or refused with its name."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.settings import BadSetting, load
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.policy import stored
from domain.shared.policy.errors import BadConfiguration


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("port", "many", "PORT is 'many'"),
        ("database_url", "mysql://x", "DATABASE_URL is (its value): expected sqlite:///path or postgresql://…"),
        ("mail_listen", "localhost:24", "MAIL_LISTEN is 'localhost:24': expected lmtp://… or smtp://…"),
        ("imap_url", "https://x", "IMAP_URL is (its value): expected imap://… or imaps://…"),
        ("log_level", "LOUD", "LOG_LEVEL is 'LOUD'"),
        (
            "llm_url",
            "http://models.example/v1",
            "LLM_URL is (its value): expected https://…, or http:// to this",
        ),
        ("llm_url", "https://me:hunter2@models.example", "LLM_URL is (its value): expected https://…"),
        ("llm_url", "https://models.example/v1?key=1", "LLM_URL is (its value): expected https://…"),
        ("llm_url", "models.example", "LLM_URL is (its value): expected https://…"),
        ("llm_key", "two words", "LLM_KEY is (its value): expected printable characters without spaces"),
        ("llm_model", "line\nbreak", "expected the name of a model, at most 200 characters"),
        ("orderclerk_today", "soon", "expected a date (2011-11-14) or an ISO moment"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: str, said: str) -> None:
    """A start that fails says which variable to mend."""
    with pytest.raises(BadSetting) as problem:
        load(**{name: value})
    assert said in str(problem.value)


def test_a_secret_is_never_repeated() -> None:
    """What stands in a variable with a secret does not appear in the message about it."""
    with pytest.raises(BadSetting) as problem:
        load(smtp_url="ftp://user:hunter2@host")
    assert "hunter2" not in str(problem.value)


def test_an_empty_variable_is_none() -> None:
    """An empty string in the environment means not set."""
    settings = load(slack_bot_token="", smtp_url="", orderclerk_today="")
    assert (settings.slack_bot_token, settings.smtp_url, settings.orderclerk_today) == (None, None, None)


def test_today_is_taken_as_nine_in_the_company_time_zone_and_runs_on() -> None:
    """The business clock is shifted, not stopped."""
    now = load(orderclerk_today="2011-11-14").now_in("Europe/London")
    start = datetime(2011, 11, 14, 9, tzinfo=ZoneInfo("Europe/London"))
    assert timedelta(0) <= now - start < timedelta(seconds=5)


def test_without_a_shift_the_clock_is_the_real_one() -> None:
    """No variable, no surprise."""
    assert abs(load(orderclerk_today=None).now_in("Europe/London") - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "url", ["https://models.example/v1", "http://127.0.0.1:11434/v1", "http://[::1]:1", "http://localhost"]
)
def test_a_second_reader_is_reached_where_nobody_listens_in(url: str) -> None:
    """By https, or by http on this machine; its key is only needed where it has one, its model always."""
    settings = load(llm_url=url, llm_model="small-1", llm_key="")
    assert (settings.llm_url, settings.llm_model, settings.llm_key) == (url, "small-1", None)
    with pytest.raises(BadSetting) as problem:
        load(llm_url=url, llm_model="")
    assert str(problem.value) == "LLM_MODEL is '': expected the name of a model, because LLM_URL is set"


def test_n1_a_currency_without_hundredths_is_not_put_in_force(transactions: Transactions) -> None:
    """The books keep hundredths, so a company cannot keep them in yen; nothing is stored."""
    yen = '[company]\ncurrency = "JPY"\n'
    with pytest.raises(BadConfiguration) as refused, transactions.begin() as session:
        stored.configure(session, yen, actor=system("test"), now=datetime(2011, 11, 14, tzinfo=UTC))
    assert str(refused.value.facts["problems"]).startswith("company.currency: amounts are kept in hundredths, and JPY")
    with transactions.read() as session:
        assert stored.latest_version(session) == 0
