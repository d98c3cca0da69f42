"""Credit and holds by command: each in the name of an employee, refused in words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.orders.models import Amendment
from domain.shared.database import Transactions, open_engine
from tests.orders.stories import confirmed, seen
from tests.support.commands import orderclerk, small_wholesaler
from tests.support.world import MIA, SAM, TIN, VERA, WILL, World

TODAY = "2011-11-14"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A migrated database with the small wholesaler in it."""
    return small_wholesaler(tmp_path)


@pytest.fixture
def world(url: str) -> World:
    """The same wholesaler for whoever tells a story."""
    return World(Transactions(open_engine(url)))


def said(url: str, *words: str, status: int = 0) -> str:
    """What a command says on that Monday."""
    return orderclerk(url, *words, status=status, today=TODAY)


def test_what_would_let_an_order_go_and_who_releases_it(url: str, world: World) -> None:
    """3,600 against 2,500: the ways out, a rep who may not, a credit manager who may."""
    held = confirmed(world, (TIN, 300))
    assert said(url, "offers", held.number) == (
        "A payment of £1,100.00 releases all of it. Now 208 × TIN for £2,496.00, which fits the £2,500.00 left; "
        "later 92 × TIN for £1,104.00."
    )
    assert json.loads(said(url, "offers", held.number, "--json"))["to_pay"]["amount"] == "1100.00"
    refused = said(url, "release", held.number, "--by", MIA.email, "--why", "please", status=1)
    assert refused == "refused Sorry, you may not decide this. A credit manager or director can."
    assert said(url, "release", held.number, "--by", "nobody@x.example", "--why", "x", status=1).startswith("refused")
    assert said(url, "release", held.number, "--by", SAM.email, "--why", "pays on time") == (
        f"{held.number} is confirmed, nothing holds it"
    )
    assert said(url, "release", held.number, "--by", SAM.email, "--why", "again", status=1) == (
        f"refused Nobody is asked about {held.number}: nothing holds it."
    )


def test_a_history_names_the_days_of_the_company(url: str, world: World) -> None:
    """Half past eleven in the evening of the 14th of July is the 15th in London."""
    order = confirmed(world, (TIN, 10))
    said(url, "amend", order.number, "--line", "1=9")
    with world.working() as session:
        session.execute(update(Amendment).values(made_at=datetime(2011, 7, 14, 23, 30, tzinfo=UTC)))
    assert "1. Fri 15 Jul 2011" in said(url, "history", order.number)


def test_a_hold_by_hand_stops_the_warehouse(url: str, world: World) -> None:
    """Will stops it, picking is refused, Vera lets it go."""
    order = confirmed(world, (TIN, 10))
    assert said(url, "hold", order.number, "--by", WILL.email, "--why", "a box is wet") == (
        f"{order.number} is confirmed, held because somebody put it on hold"
    )
    assert "on hold" in said(url, "pick", order.number, status=1)
    said(url, "release", order.number, "--by", VERA.email, "--why", "dry")
    assert said(url, "pick", order.number) == f"{order.number} is being picked"


def test_a_limit_that_went_down_opens_the_hold_when_goods_are_to_be_picked(url: str, world: World) -> None:
    """Picking is refused, and the approvers are asked all the same; a new limit lets it go by itself."""
    order = confirmed(world, (TIN, 100))
    assert said(url, "limit", "THISTLE", "500", "--by", VERA.email, "--review", "2012-05-31") == (
        "THISTLE has a credit limit of £500.00, to be reviewed after Thu 31 May 2012"
    )
    assert order.number in said(url, "pick", order.number, status=1)
    assert [hold.reason for hold in seen(world, order.number).holds if hold.is_active] == ["OVER_LIMIT"]
    said(url, "limit", "THISTLE", "none", "--by", VERA.email)
    assert said(url, "pick", order.number) == f"{order.number} is being picked"
    said(url, "limit", "THISTLE", "1", "--by", MIA.email, status=1)
    said(url, "limit", "THISTLE", "-1", "--by", VERA.email, status=2)


def test_a_block_is_said_and_lifted(url: str) -> None:
    """One of --why and --lift, by somebody who may."""
    assert said(url, "block", "THISTLE", "--by", SAM.email, "--why", "in court") == (
        "THISTLE gets nothing on credit: in court"
    )
    assert said(url, "block", "THISTLE", "--by", SAM.email, "--lift") == "THISTLE has a credit limit of £2,500.00"
    said(url, "block", "THISTLE", "--by", SAM.email, status=2)
    said(url, "block", "THISTLE", "--by", MIA.email, "--why", "no", status=1)


def test_a_colleague_decides_meanwhile(url: str, world: World) -> None:
    """Sam is away until Friday, Will decides for him; when Sam is back he does not any more."""
    held = confirmed(world, (TIN, 300), key="one")
    away = ("delegate", SAM.email, "--to", WILL.email, "--until", "2011-11-18")
    assert said(url, *away) == (
        f"{SAM.email} is away from Mon 14 Nov 2011 to Fri 18 Nov 2011; {WILL.email} decides for them"
    )
    assert said(url, "delegate", WILL.email, "--to", SAM.email, status=1).startswith("refused In the end somebody")
    said(url, "release", held.number, "--by", WILL.email, "--why", "as Sam said")
    assert seen(world, held.number).holds[0].released_by == "Will for Sam"
    assert said(url, "delegate", SAM.email, "--back") == f"{SAM.email} decides again"
    assert said(url, "delegate", SAM.email, "--back") == "nothing was noted"
