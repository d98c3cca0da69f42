"""Words of a customer: whose word counts, what ends it, and who may teach."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from domain.catalog import queries, service
from domain.catalog.schemas import AliasView, Lesson
from domain.employees.schemas import EmployeeView
from domain.shared import audit
from domain.shared.actors import Actor
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed, NotFound
from tests.support import world as worlds
from tests.support.world import BAG, BUYER, MIA, OWL, STAND, VERA, WILL, World


@pytest.fixture
def world(transactions: Transactions) -> World:
    """The small wholesaler."""
    return worlds.build(transactions)


def teach(session: Session, world: World, who: EmployeeView | Actor, sku: str, customer: str = "THISTLE") -> bool:
    """Somebody says what 'spotty bags' of a customer are."""
    lesson = Lesson(
        customer_id=customer, phrase="spotty bag", said="spotty bags", sku=sku, order_number="SO-1001",
        source="slack:click:1", source_text="12 spotty bags",
    )  # fmt: skip
    return service.learn_alias(session, world.desk(who), lesson)


def history(session: Session, customer: str = "THISTLE") -> list[tuple[str, str, str | None, str | None]]:
    """Everything that was learned: article, owner, and how it ended."""
    return [
        (each.sku, each.owner_name, each.ended_why, each.ended_by) for each in queries.aliases_of(session, customer)
    ]


def skus(session: Session) -> list[str]:
    """The articles that stand for Thistle's words."""
    return [each.sku for each in queries.standing_aliases(session, "THISTLE").get("THISTLE", [])]


def test_an_alias_has_an_owner_evidence_and_a_trail(world: World) -> None:
    """Who taught it, with which order, in which message, about which words, when."""
    with world.working() as session:
        assert teach(session, world, MIA, BAG)
        assert queries.standing_aliases(session) == {
            "THISTLE": [
                AliasView(
                    id=1, customer_id="THISTLE", phrase="spotty bag", said="spotty bags", sku=BAG,
                    order_number="SO-1001", source="slack:click:1", source_text="12 spotty bags",
                    owner_id="mia@wholesaler.example", owner_name="Mia",
                    learned_on=datetime(2011, 11, 14, tzinfo=UTC).date(),
                )
            ]
        }  # fmt: skip
        (entry,) = audit.trail(session, "customer:THISTLE")
        assert (entry.action, entry.actor_name, entry.source) == ("alias.learned", "Mia", "story")
        assert (entry.after or {})["sku"] == BAG


def test_every_change_is_counted_and_the_same_again_changes_nothing(world: World) -> None:
    """A process looks at the count to know whether what it knows still holds."""
    with world.working() as session:
        versions = [queries.alias_version(session)]
        teach(session, world, MIA, BAG)
        versions.append(queries.alias_version(session))
        assert not teach(session, world, MIA, BAG)
        service.revoke_alias(session, world.desk(MIA), 1)
        versions.append(queries.alias_version(session))
        assert len(set(versions)) == 3
        assert history(session) == [(BAG, "Mia", "undone", "Mia")]


def test_ones_own_later_word_replaces_the_earlier_one(world: World) -> None:
    """The history says what it was before."""
    with world.working() as session:
        teach(session, world, MIA, BAG)
        teach(session, world, MIA, STAND)
        assert history(session) == [(BAG, "Mia", "replaced", "Mia"), (STAND, "Mia", None, None)]


def test_two_people_stand_beside_each_other_until_they_agree_or_one_is_undone(world: World) -> None:
    """Nobody's word is better than another's; undoing an article undoes it for all who said it."""
    with world.working() as session:
        teach(session, world, MIA, BAG)
        teach(session, world, VERA, STAND)
        assert skus(session) == [BAG, STAND]
        teach(session, world, VERA, BAG)
        assert skus(session) == [BAG, BAG]
        teach(session, world, BUYER, STAND)
        undone = service.revoke_alias(session, world.desk(VERA), 1)
        assert (undone.ended_why, undone.ended_by) == ("undone", "Vera")
        assert skus(session) == [STAND]
        assert service.revoke_alias(session, world.desk(MIA), 1) == undone


def test_an_alias_never_crosses_to_another_customer(world: World) -> None:
    """The same words of somebody else are their own."""
    with world.working() as session:
        teach(session, world, MIA, BAG)
        teach(session, world, MIA, OWL, customer="MEADOW")
        assert {who: [each.sku for each in them] for who, them in queries.standing_aliases(session).items()} == {
            "THISTLE": [BAG], "MEADOW": [OWL],
        }  # fmt: skip
        service.revoke_alias(session, world.desk(MIA), 1)
        assert history(session, "MEADOW") == [(OWL, "Mia", None, None)]


@pytest.mark.parametrize(
    ("who", "customer"),
    [
        (WILL, "THISTLE"),
        (BUYER, "MEADOW"),
        (BUYER.model_copy(update={"verified": False}), "THISTLE"),
        (BUYER.model_copy(update={"kind": "unknown"}), "THISTLE"),
    ],
)
def test_who_may_not_order_may_not_teach(world: World, who: EmployeeView | Actor, customer: str) -> None:
    """The warehouse, a buyer of another company, somebody unproven, somebody unknown."""
    with world.working() as session, pytest.raises(NotAllowed):
        teach(session, world, who, BAG, customer)
    with world.working() as session:
        assert history(session, customer) == []


def test_undoing_is_for_sales_and_for_what_is_there(world: World) -> None:
    """A buyer asks the desk."""
    with world.working() as session:
        teach(session, world, BUYER, BAG)
    with world.working() as session, pytest.raises(NotAllowed):
        service.revoke_alias(session, world.desk(BUYER), 1)
    with world.working() as session, pytest.raises(NotFound):
        service.revoke_alias(session, world.desk(MIA), 99)
    with world.working() as session:
        assert history(session) == [(BAG, "Anna", None, None)]
