"""What the docs say is what the code is."""

import ast
import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli.root import app
from app.describing import commands_page, configuration_page
from app.manifest import DESCRIPTIONS, manifest
from bot.listeners import COMMANDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def test_every_setting_stands_in_the_docs_as_it_is() -> None:
    """docs/configuration.md is made from the settings."""
    assert (DOCS / "configuration.md").read_text(encoding="utf-8") == configuration_page()


def test_every_command_stands_in_the_docs_as_it_is() -> None:
    """docs/commands.md is made from the commands."""
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == commands_page()


def told(file: Path) -> Iterator[str]:
    """The commands that the texts of a file tell people to run, with X for every value."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (inside | prose):
            text = node.value
        else:
            continue
        yield from re.findall(r"orderclerk ([a-z][^`,;:(\[\n]*)", text)


def wrong(words: str) -> str | None:
    """What is wrong with a command as it is told: no such command or option, or a word that means nothing to it."""
    name, *rest = shlex.split(words.rstrip(". "), posix=False)
    command = get_command(app).commands.get(name)
    if command is None:
        return f"no command {name}"
    known = {option for param in command.params for option in param.opts}
    places = iter([param for param in command.params if not param.opts[0].startswith("-")])
    for word in takewhile(lambda word: not word.startswith("-"), rest):
        place = next(places, None)
        if place is None or (word.isalpha() and word.islower() and word not in str(place.help)):
            return f"{name} takes no {word}"
    return next((f"{name} has no {word}" for word in rest if word.startswith("--") and word not in known), None)


@pytest.mark.parametrize("room", ["app", "bot", "domain", "gateways", "notifications", "presentation"])
def test_every_command_that_is_told_exists(room: str) -> None:
    """What a card, a mail or a refusal tells people to run is a command with those words and options."""
    named = {words for file in (ROOT / room).rglob("*.py") for words in told(file)}
    assert {words: said for words in sorted(named) if (said := wrong(words))} == {}


def test_every_decision_is_listed() -> None:
    """A record that nobody can find decides nothing."""
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    records = [file.name for file in (DOCS / "decisions").glob("0*.md")]
    assert [name for name in sorted(records) if name not in listed] == []


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/operations.md"])
def test_links_to_files_lead_somewhere(page: str) -> None:
    """A link in the docs that names a file names one that is there."""
    file = ROOT / page
    targets = [part.split(")")[0].split("#")[0] for part in file.read_text(encoding="utf-8").split("](")[1:]]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (file.parent / target).exists()] == []


def test_the_manifest_names_every_command() -> None:
    """The Slack app has the commands that the code listens to, by HTTP and by Socket Mode."""
    by_http, by_socket = manifest("https://desk.example"), manifest(None)
    named = [command["command"] for command in by_http["features"]["slash_commands"]]
    assert named == list(COMMANDS) == list(DESCRIPTIONS)
    assert by_http["settings"]["event_subscriptions"]["request_url"] == "https://desk.example/slack/events"
    assert by_http["settings"]["socket_mode_enabled"] is False
    assert by_socket["settings"]["socket_mode_enabled"] is True
