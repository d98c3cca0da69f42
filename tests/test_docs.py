"""What the docs say is what the code is."""

from pathlib import Path

import pytest

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
