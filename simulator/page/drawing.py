"""The Jinja environment of the page and the functions that its templates call."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from simulator.blocks import Placed
from simulator.page import markdown, mrkdwn, rich_text
from simulator.page.emoji import with_emoji
from simulator.page.icons import icon
from simulator.state.records import Json, Values
from simulator.state.store import Store

FOLDER = Path(__file__).parent


class StoreNames:
    """Names of ids as the workspace knows them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def user(self, user_id: str) -> str:
        """The name of a user or of the bot."""
        if user_id == self._store.settings.bot_user_id:
            return self._store.settings.bot_name
        person = self._store.settings.person(user_id)
        return person.real_name if person else user_id

    def channel(self, channel_id: str) -> str:
        """The name of a channel."""
        found = self._store.conversations.by_id.get(channel_id)
        return found.name if found else channel_id


class Drawing:
    """Draws templates with what the workspace knows."""

    def __init__(self, store: Store) -> None:
        self.zone = ZoneInfo(store.settings.time_zone)
        self.names = StoreNames(store)
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=ChainableUndefined,
        )
        self._environment.globals.update(
            t=self.text_object,
            plain=plain,
            plain_text=plain_text,
            rich=lambda block: rich_text.to_html(block, self.names),
            markdown=markdown.to_html,
            cell_html=self.cell,
            icon=icon,
            link=safe_address,
            file_link=lambda file: safe_address(str((file or {}).get("url", ""))),
            label_of=lambda block, element: Placed(block, element).label or element["type"],
            chosen_in=chosen,
            value_in=value,
            is_chosen=is_chosen,
            local_moment=self.local_moment,
        )

    def draw(self, template: str, model: dict[str, Any]) -> Markup:
        """The HTML of one template."""
        return Markup(self._environment.get_template(template).render(model))

    def prepare(self) -> None:
        """Compile every template."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def mrkdwn(self, text: str) -> Markup:
        """A message text as HTML."""
        return mrkdwn.to_html(text, self.names, self.zone)

    def text_object(self, given: Any) -> Markup:
        """A text object as HTML, whatever its type."""
        if not isinstance(given, dict):
            return escape(given or "")
        if given.get("type") == "mrkdwn":
            return mrkdwn.to_html(str(given["text"]), self.names, self.zone)
        return Markup("<br>").join(escape(line) for line in plain_text(given).split("\n"))

    def cell(self, cell: Json) -> Markup:
        """A cell of a table as HTML."""
        if cell.get("type") == "rich_text":
            return rich_text.to_html(cell, self.names)
        return escape(with_emoji(str(cell.get("text", cell.get("value", "")))))

    def clock(self, seconds: float) -> str:
        """A moment to the second."""
        return f"{datetime.fromtimestamp(seconds, self.zone):%H:%M:%S}"

    def local_moment(self, seconds: Any) -> str:
        """Epoch seconds as a datetime-local input wants them."""
        return f"{datetime.fromtimestamp(int(seconds), self.zone):%Y-%m-%dT%H:%M}" if seconds else ""


def plain_text(given: Any) -> str:
    """The text of a text object as it stands in an attribute."""
    if isinstance(given, dict):
        return with_emoji(str(given.get("text", "")))
    return str(given) if isinstance(given, str) else ""


def plain(given: Any) -> Markup:
    """The text of a plain text object, escaped."""
    return escape(plain_text(given))


def safe_address(url: Any) -> str:
    """An address that a browser may open, or nothing."""
    text = str(url or "")
    return text if text.lower().startswith(("http://", "https://", "mailto:", "/")) else ""


def value(values: Values, block: Json, element: Json) -> Any:
    """What stands in a field that holds one value."""
    kept = values.get(str(block.get("block_id")), {}).get(str(element.get("action_id")), {})
    return next((one for key, one in kept.items() if key != "type"), None)


def chosen(values: Values, block: Json, element: Json) -> list[Json]:
    """The options that are chosen in a select."""
    kept = value(values, block, element)
    if isinstance(kept, dict):
        return [kept]
    return list(kept) if isinstance(kept, list) else []


def is_chosen(option: Json, options: Sequence[Json]) -> bool:
    """Whether an option is among the chosen ones."""
    return any(option.get("value") == one.get("value") for one in options)
