"""Whatever is typed at whatever verb: it is done, or refused in words and nothing has changed. Never a traceback."""

import io
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from typer.main import get_command

from app.cli.root import app
from app.migrating import migrate
from domain.orders import service as orders
from domain.shared.database import Transactions, open_engine
from tests.support.databases import empty_database
from tests.support.world import BAG, OWL, STAND, TIN, build, wanted

#: A day's work: what there is to be wrong about.
BEFORE = """
ship SO-1003 --carrier Van --own-carrier --tracking T1
picklist make --order SO-1002
pick SO-1001
pack SO-1001 --line 1=24 --weight 3
quotation new FREE --line TIN=5 --key q1
quotation send QU-1001
standing new FREE --line TIN=5 --key s1 --weekday 1
pay FREE 50 --id P1
pay THISTLE 500 --id P2
return request SO-1003 --line 1=2 --reason damaged --key r1
"""
#: Verbs as somebody says them who knows how; each of their words is then replaced by what is wrong there.
SAID = """
adjust MAIN TIN 90 --reason breakage --note fell
agree SO-1007 --line 1 --price 10.50 --reason asked
agree SO-1007 --off 3
amend SO-1004 --line 1=40 --reason less
amend SO-1004 --add TIN=5 --date 2011-11-28 --revision 1
apply P1 --invoice INV-1001
block THISTLE --by sam@wholesaler.example --why quiet
cancel SO-1006 --reason "not wanted"
check PK-1002 --counted 1=24
confirm SO-1007 --by mia@wholesaler.example --revision 1
close-short SO-1004 --line 1 --reason enough
copy SO-1003 --key c1
correct INV-1001 --reason "too dear" --line 1=2
count MAIN
count-task 1 --found 90
decide 1 --approve --cap 9000 --until 2012-01-31 --by vera@wholesaler.example
delegate sam@wholesaler.example --to vera@wholesaler.example --from 2011-11-15 --until 2011-11-20
delivered SH-1001 --at 2011-11-14 --signed-by Joe
dispute INV-1001 "not ours" --reason price --amount 10
history SO-1004
hold SO-1004 --by sam@wholesaler.example --why look
invoice SH-1001
limit THISTLE 5000 --by sam@wholesaler.example --review 2012-01-31
mistake SO-1001 --line 1 --kind wrong_item --quantity 2
offers SO-1005
pack SO-1001 --line 2=6 --weight 2.5 --size 40x30x20
papers SO-1003
pay FREE 100 --id P9 --reference INV-1001 --on 2011-11-14
picklist confirm PL-1001 --line 1=3
picklist make --order SO-1004
price FREE TIN 12 --on 2011-11-20 --unit each
proforma SO-1004
promise FREE 2011-11-30 --amount 50 --invoice INV-1001
quotation new FREE --line TIN=5 --until 2011-12-24 --key q9
quotation accept QU-1001 --line 1=3 --po X1 --key q8
quote GB --unit 12 --postcode LS1
reallocate SO-1004/1 --quantity 4
receive SUP-1 1 --quantity 20 --warehouse MAIN
refund P2 100 --reason "paid twice" --by fay@wholesaler.example
release SO-1005 --by vera@wholesaler.example --why fine
remind FREE --every 7
reopen SO-1006 --reason "after all" --revision 2
reorder --warehouse MAIN --sku TIN
report fill --from 2011-11-01 --to 2011-11-14
return authorise RMA-1001
return request SO-1003 --line 1=1 --reason wrong_item --key r9
ship SO-1001 --carrier Van --own-carrier --tracking T9 --line 1=4
standing new FREE --line TIN=5 --weekday 2 --every 2 --from 2011-11-20 --until 2012-11-20 --key s9
standing skip ST-1001 --on 2011-11-22
statement FREE --from 2011-11-01 --to 2011-11-14
supply order ACME --line TIN=50 --warehouse MAIN --due 2011-12-01 --key u1 --by will@wholesaler.example
transfer TIN 10 --from MAIN --to NORTH --arrives 2011-11-16 --key t1
why SO-1004/1
write-off INV-1001 --reason small --by fay@wholesaler.example
"""
#: No number, no day, no name; too long for any column, too large for any number.
WRONG = ("", "x", "-1", "½", "99999999999999999999", "9" * 5000)
#: Commands that run the product or move files about are told elsewhere what they may be given.
ELSEWHERE = {
    "demo", "serve", "migrate", "doctor", "configure", "manifest", "backup", "restore", "import", "export", "read",
    "carriers", "match", "ageing", "recount", "print", "label", "pick", "leaves",
}  # fmt: skip
COMMAND = get_command(app)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books of a small wholesaler after a day's work."""
    path = tmp_path_factory.mktemp("day") / "day.db"
    engine = open_engine(f"sqlite:///{path}")
    _work(engine)
    engine.dispose()
    return path


def _work(engine: Engine) -> None:
    migrate(engine)
    world = build(Transactions(engine))
    for number, (sku, count, customer) in enumerate(
        [(BAG, 24, "FREE"), (OWL, 30, "FREE"), (TIN, 20, "FREE"), (STAND, 60, "FREE"), (BAG, 12, "WHARF"),
         (OWL, 2, "FREE"), (TIN, 3, "FREE")]
    ):  # fmt: skip
        lines = ((sku, count), (TIN, 6)) if number == 0 else ((sku, count),)
        with world.working() as session:
            request = wanted(*lines, customer=customer, customer_po=f"PO {number}")
            draft = orders.draft(session, world.desk(), request, key=f"day:{number}")
            if number < 6:
                orders.confirm(session, world.desk(), draft.number, revision=draft.revision)
    url = engine.url.render_as_string(hide_password=False)
    for said in BEFORE.strip().splitlines():
        done = typed(url, *shlex.split(said))
        assert done.status == 0, (said, done.output)


class Done(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    output: str


def typed(url: str, *words: str) -> Done:
    """What a command does that somebody types. Raises what it raises: that would be a bug."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as environment, redirect_stdout(said), redirect_stderr(said):
        environment.setenv("DATABASE_URL", url)
        environment.setenv("ORDERCLERK_TODAY", "2011-11-14")
        with pytest.raises(SystemExit) as ended:
            COMMAND.main(list(words), prog_name="orderclerk")
    return Done(int(ended.value.code or 0), " ".join(said.getvalue().split()))


def wrong_ways(said: list[str], wrong: Sequence[str] = WRONG) -> Iterator[list[str]]:
    """The same words, one of them wrong."""
    for place, word in enumerate(said[1:], start=1):
        if word.startswith("--"):
            continue
        name, found, value = word.partition("=")
        for bad in wrong:
            for instead in (bad, f"{name}={bad}", f"{bad}={value}") if found else (bad,):
                yield [*said[:place], instead, *said[place + 1 :]]


@contextmanager
def watched(path: Path) -> Iterator[Callable[[], bool]]:
    """Says whether anybody wrote into a SQLite file since."""
    with closing(sqlite3.connect(path)) as connection:

        def version() -> int:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

        before = version()
        yield lambda: version() != before


def is_refused(done: Done) -> bool:
    """Whether a command was refused, which it has to say."""
    assert done.status in (0, 1, 2)
    assert done.status == 0 or done.output
    return done.status != 0


@pytest.mark.parametrize("said", SAID.strip().splitlines())
def test_what_is_wrong_is_refused_in_words_and_changes_nothing(said: str, day: Path, tmp_path: Path) -> None:
    """Every word of every verb, replaced by what it cannot be."""
    path = tmp_path / "orderclerk.db"
    for words in wrong_ways(shlex.split(said)):
        shutil.copy(day, path)
        with watched(path) as has_changed:
            is_nothing_done = is_refused(typed(f"sqlite:///{path}", *words))
            assert not (is_nothing_done and has_changed()), words


def test_every_verb_was_tried() -> None:
    """A new command comes with a line above."""
    known = set(COMMAND.commands)
    assert {line.split()[0] for line in SAID.strip().splitlines()} == known - ELSEWHERE


@pytest.mark.postgres
def test_what_is_too_long_or_too_large_is_refused_by_a_server_as_well(tmp_path: Path) -> None:
    """Its columns have a length and its numbers an end; both are said, and by the name of what does not fit."""
    with empty_database("postgres", tmp_path) as url:
        engine = open_engine(url)
        _work(engine)
        engine.dispose()
        for said in SAID.strip().splitlines():
            for words in wrong_ways(shlex.split(said), WRONG[-2:]):
                is_refused(typed(url, *words))
        said = "supply order ACME --line TIN=50 --warehouse MAIN --due 2011-12-01 --key u2".replace("ACME", "A" * 5000)
        too_long = typed(url, *said.split())
        assert too_long == (1, "refused Too long: supplier has 5000 characters, and at most 250 are kept.")
