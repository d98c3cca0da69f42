"""Where a browser is: who speaks, which channel, thread and mailbox; and the addresses of other places."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator.state.store import Store

NAMES = {"me": "as", "where": "in"}


@dataclass(frozen=True, slots=True)
class Place:
    """The state of one browser tab, all of it in its address."""

    me: str
    where: str
    thread: str = ""
    side: str = ""
    box: str = ""
    mail: str = ""
    is_mail_open: bool = True

    def href(self, **changes: str) -> str:
        """The address of this place with some of it changed: me, where, thread, side, box or mail."""
        facts = {
            "me": self.me,
            "where": self.where,
            "thread": self.thread,
            "side": self.side,
            "box": self.box,
            "mail": self.mail,
        } | changes
        return "/?" + urlencode({NAMES.get(key, key): one for key, one in facts.items() if one})


def place_of(store: Store, query: Mapping[str, str], cookies: Mapping[str, str]) -> Place:
    """The place that an address names; what is missing or unknown falls back to the first of its kind."""
    settings = store.settings
    person = settings.person(query.get("as", "")) or settings.users[0]
    where = query.get("in", "")
    known = store.conversations.by_id.get(where)
    if where not in ("home", "traffic") and (known is None or (known.is_im and person.id not in known.members)):
        mine = store.conversations.of_user(person.id)
        where = mine[0].id if mine else settings.channels[0].id
    contact = settings.contact(query.get("box", "")) or (settings.contacts[0] if settings.contacts else None)
    thread = query.get("thread", "") if where not in ("home", "traffic") else ""
    is_first_visit = "in" not in query
    return Place(
        me=person.id,
        where=where,
        thread=thread,
        side="" if thread else query.get("side", "welcome" if is_first_visit and settings.suggestions else ""),
        box=contact.email if contact else "",
        mail=query.get("mail", ""),
        is_mail_open=cookies.get("mailpane", "open") == "open",
    )
