"""Commands that run and keep the product: demo, serve, migrate, doctor, configure, manifest."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app import demo as demonstration
from app.backup import backup as write_backup
from app.backup import restore as read_backup
from app.cli.console import AsJson, at_desk, err, out, refuse, set_up_logging, settings
from app.doctor import Health, examine
from app.manifest import manifest as slack_manifest
from app.migrating import is_current
from app.migrating import migrate as run_migrations
from app.runtime import build
from app.serving import Role, Serving
from domain.shared import policy
from domain.shared.database import open_engine
from domain.shared.errors import Refusal
from presentation.wording.refusals import refusal_words

MARKS = {Health.WELL: "[green]well[/green]", Health.OFF: "[yellow]off[/yellow] ", Health.ILL: "[red]ill[/red] "}


def demo(
    port: Annotated[int, typer.Option(help="Where the simulator is served.")] = 8080,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path(".demo"),
    keep: Annotated[bool, typer.Option(help="Go on with the last demo instead of beginning anew.")] = False,
) -> None:
    """A sample wholesaler with the bot behind it, on http://localhost:8080. No accounts, no tokens."""
    given = settings().log_level
    set_up_logging("WARNING" if given == "INFO" else given)
    try:
        demonstration.run(folder=folder, port=port, keep=keep)
    except demonstration.PortTaken:
        refuse(f"something else listens on port {port}; choose another: orderclerk demo --port 8090")


def serve(
    roles: Annotated[str, typer.Option(help="Which roles to play, separated by commas.")] = ",".join(Role),
    host: Annotated[str | None, typer.Option(help="The address to listen on (HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on (PORT).")] = None,
) -> None:
    """Run the product; every role in one process, or some of them."""
    given = settings()
    given = given.model_copy(
        update={key: value for key, value in (("host", host), ("port", port)) if value is not None}
    )
    wanted = [name.strip() for name in roles.split(",") if name.strip()]
    wrong = [name for name in wanted if name not in set(Role)]
    if wrong or not wanted:
        raise typer.BadParameter(f"{', '.join(wrong) or 'nothing'} is no role; expected some of {', '.join(Role)}")
    set_up_logging(given.log_level)
    if not is_current(open_engine(given.database_url)):
        refuse("the database lacks migrations: run `orderclerk migrate`")
    Serving(build(given), frozenset(Role(name) for name in wanted)).run()


def migrate() -> None:
    """Bring the database to the state that this version needs; safe to run again."""
    engine = open_engine(settings().database_url)
    run_migrations(engine)
    out.print(f"{engine.url.render_as_string(hide_password=True)} is up to date", highlight=False)


def doctor(as_json: AsJson = False) -> None:
    """Say what is configured, what answers and what is missing; status 1 if something is ill."""
    findings = examine(settings())
    if as_json:
        print(json.dumps([finding.as_plain() for finding in findings]))
    else:
        for finding in findings:
            out.print(f"{MARKS[finding.health]}  [bold]{finding.part:24}[/bold] {finding.words}", highlight=False)
    if any(finding.health is Health.ILL for finding in findings):
        raise typer.Exit(1)


def configure(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A TOML file.")]) -> None:
    """Put policy or company facts in force over what is; a wrong file changes nothing."""
    with at_desk() as (transactions, desk), transactions.begin() as session:
        after = policy.configure(session, file.read_text(encoding="utf-8"), actor=desk.actor, now=desk.now)
    out.print(f"configuration version {after.version} is in force", highlight=False)


def backup(file: Annotated[Path, typer.Argument(help="The file to write, like orderclerk.jsonl.gz.")]) -> None:
    """Write the whole database into one compressed file, the same form for SQLite and PostgreSQL."""
    out.print(f"{write_backup(open_engine(settings().database_url), file):,} rows written to {file}", highlight=False)


def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file of backup.")]) -> None:
    """Fill an empty, migrated database from a backup, all or nothing."""
    try:
        count = read_backup(open_engine(settings().database_url), file)
    except Refusal as refusal:
        refuse(refusal_words(refusal))
    out.print(f"{count:,} rows restored from {file}", highlight=False)


def manifest() -> None:
    """Print the Slack app manifest of this version, for PUBLIC_URL or, without one, for Socket Mode."""
    print(json.dumps(slack_manifest(settings().public_url), indent=2))
    err.print("paste it at api.slack.com/apps → Create New App → From a manifest", highlight=False)
