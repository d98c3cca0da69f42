"""Values far longer than any that mean well are kept, refused or shortened, and never break a message on PostgreSQL."""

import pytest

from tests.bot.incoming import Clerk

ANNA = "anna@thistle.example"


@pytest.mark.parametrize("long", ["P" * 10_000, "PO4411-" * 40, "4411" * 70], ids=["letters", "groups", "digits"])
def test_a_message_with_an_endless_po_is_worked(clerk: Clerk, long: str) -> None:
    """It becomes a draft, or is not for us; it never fails."""
    clerk.keep_message("U0MIA", f"thistle want 24 owl doorstop, PO {long}", "1.0")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001"]


def test_a_message_with_an_endless_name_is_worked(clerk: Clerk) -> None:
    """Whatever stands where an article or a place should stand."""
    for at, text in enumerate(
        (f"thistle want 24 {'n' * 10_000}", f"thistle want 24 owl doorstop to {'place ' * 2_000}")
    ):
        clerk.keep_message("U0MIA", text, f"{at}.0")
    clerk.work()
    assert [(outcome or "").split()[0] for outcome in clerk.outcomes()] == ["drafted", "drafted"]


def test_a_mail_with_an_endless_id_is_drafted_and_acknowledged(clerk: Clerk) -> None:
    """Nobody can answer in a thread whose name nobody can keep; the answer goes out all the same."""
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", f"<{'i' * 480}@thistle>")
    clerk.keep_mail(ANNA, "please send 24 owl doorstop", f"<{'i' * 150}@{'thistle.' * 8}example>")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001", "drafted SO-1002"]
    answers = [row for row in clerk.owed() if row.channel == "email"]
    assert [len(row.thread_key or "") for row in answers] == [0, 224]


def test_what_no_database_keeps_is_taken_out_of_what_slack_sends(clerk: Clerk) -> None:
    """A null character or half a surrogate pair in a text is dropped, not answered with an error."""
    clerk.keep_message("U0MIA", "thistle want 24 owl\x00 doorstop \ud83d", "1.0")
    clerk.work()
    assert clerk.outcomes() == ["drafted SO-1001"]
