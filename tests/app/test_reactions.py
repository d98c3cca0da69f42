"""Everything that happens is answered by somebody."""

from app.reactions import REACTIONS
from app.tables import every_table
from domain.shared.events import Event
from notifications.routing import ROUTES


def test_every_event_has_a_reaction_or_a_reader() -> None:
    """An event that nobody answers and nobody hears of need not be written."""
    assert every_table().tables
    ours = {kind for kind in Event.__subclasses__() if kind.__module__.startswith("domain.")}
    unheard = {kind.__name__ for kind in ours - set(REACTIONS) - set(ROUTES)}
    assert unheard == set()


def test_no_two_events_share_a_name() -> None:
    """The stored kind of an event names one class only."""
    kinds = [kind.kind for kind in Event.__subclasses__() if kind.__module__.startswith("domain.")]
    assert sorted(set(kinds)) == sorted(kinds)
