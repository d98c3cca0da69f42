"""Owns the reference pages that are made from the code: settings and commands. A test compares them with the files."""

from collections.abc import Iterator
from typing import Any

import typer.main

from app.cli.root import app
from app.settings import Settings

INTRODUCTION = {
    "configuration": """# Configuration

Read from the environment once, at the start. A wrong value ends the start with its name and what was expected.
Everything else is policy: data with a version, replaced by `orderclerk configure` ([operations](operations.md#policy)).

| variable | default | what |
| --- | --- | --- |
""",
    "commands": """# Commands

Each has `--help`. Exit status 0, 1 (refused, with reasons) or 2 (wrong usage).

| command | what |
| --- | --- |
""",
}

#: What is written in a conversation about something earlier, and what it does.
IN_CONVERSATION = (
    (
        "“undo”, “as it was”, “put it back”, “revert that last change”",
        "Takes back the last change that was made in this thread by words, button or window; again for one further "
        "back. After Confirm: the question whether to cancel.",
    ),
    (
        "“same again for Fettle”, “same for Thistle please”",
        "A new draft with the lines of this thread for that customer, at their own prices.",
    ),
    (
        "“same again”, “same as last week but 12 of the mugs”, “repeat the last order”",
        "A draft with the customer's last confirmed order, changed as said; each line says where it came from.",
    ),
    (
        "“their usual”, “the usual for Thistle”",
        "The saved usual order, else what stands in at least half of the last orders (policy "
        "`drafts.usual_from_orders`), with the median quantities.",
    ),
    ("“… and their usual doorstops”", "A question with the doorstops that the customer buys, as buttons."),
    (
        "“save this as Thistle's usual”",
        "Keeps the lines of this draft or order as the usual order; employees in sales only.",
    ),
    ("“what is Thistle's usual?”", "Shows it; employees only."),
)
_CONVERSATION = """
## In a conversation

In the thread of a draft or order, in Slack and by mail; a customer's contact only ever speaks of their own orders.
What is taken from history is offered in a draft and never confirmed by the same message.

| words | what |
| --- | --- |
"""


IN_SLACK = """
## In Slack

| command | what |
| --- | --- |
| `/order WORDS` | Order for a customer, in the words that you would write in the channel. |
| `/order aliases CUSTOMER` | What corrections taught about a customer's words, each with its evidence and an Undo. |
| `/stock WORDS` | What is in stock, and when more could be. |
| `/status WORDS` | Where an order is, or what a customer waits for. |
"""


def configuration_page() -> str:
    """docs/configuration.md."""
    rows = (
        f"| `{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return INTRODUCTION["configuration"] + "\n".join(rows) + "\n"


def commands_page() -> str:
    """docs/commands.md."""
    return INTRODUCTION["commands"] + "\n".join(_command_rows()) + "\n" + IN_SLACK + _conversation()


def _conversation() -> str:
    return _CONVERSATION + "".join(f"| {words} | {what} |\n" for words, what in IN_CONVERSATION)


def _command_rows() -> Iterator[str]:
    group: Any = typer.main.get_command(app)
    for name, command in sorted(group.commands.items()):
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = ", ".join(f"`{each.opts[0]}`" for each in command.params if each.param_type_name == "option")
        usage = " ".join([name, *(_shown(each) for each in arguments)])
        words = (command.help or "").splitlines()[0]
        yield f"| `orderclerk {usage}` | {words}{f' ({options})' if options else ''} |"


def _shown(argument: Any) -> str:
    name = str(argument.name).upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _default(value: object) -> str:
    return "" if value is None else f"`{value}`"
