"""Owns the list of commands."""

import typer

from app.cli import (
    accounts,
    agreeing,
    carrying,
    credit,
    deciding,
    floor,
    goods,
    leaving,
    master_data,
    money,
    offers,
    orders,
    papers,
    pricing,
    purchasing,
    reading,
    reporting,
    returning,
    running,
    stock,
)
from app.cli.console import Commands

app = typer.Typer(
    name="orderclerk",
    cls=Commands,
    help="The order desk that lives in Slack and email, on one correct order-to-cash core.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(running.demo)
app.command()(running.serve)
app.command()(running.migrate)
app.command()(running.doctor)
app.command()(running.configure)
app.command()(running.manifest)
app.command()(running.backup)
app.command()(running.restore)
app.command("import")(master_data.import_)
app.command()(master_data.export)
app.command()(carrying.carriers)
app.command()(carrying.quote)
app.command()(reading.read)
app.command()(pricing.price)
app.command()(agreeing.agree)
app.command()(orders.confirm)
app.command()(orders.amend)
app.command()(orders.history)
app.command()(orders.cancel)
app.command()(orders.close_short)
app.command()(orders.copy)
app.command()(orders.reopen)
app.command()(offers.quotation)
app.command()(offers.standing)
app.command()(goods.receive)
app.command()(purchasing.reorder)
app.command()(purchasing.supply)
app.command()(stock.count)
app.command()(stock.count_task)
app.command()(stock.adjust)
app.command()(stock.transfer)
app.command()(stock.reallocate)
app.command()(stock.why)
app.command()(stock.recount)
app.command()(goods.leaves)
app.command()(floor.picklist)
app.command()(floor.pick)
app.command()(floor.pack)
app.command()(floor.check)
app.command()(floor.mistake)
app.command()(leaving.ship)
app.command()(leaving.label)
app.command()(leaving.delivered)
app.command()(goods.invoice)
app.command()(papers.papers)
app.command("print")(papers.print_)
app.command()(papers.correct)
app.command()(papers.proforma)
app.command()(money.pay)
app.command()(money.match)
app.command()(money.apply)
app.command("write-off")(money.write_off)
app.command()(money.refund)
app.command()(accounts.dispute)
app.command()(accounts.promise)
app.command()(accounts.statement)
app.command()(accounts.ageing)
app.command()(accounts.remind)
app.command()(credit.hold)
app.command()(credit.release)
app.command()(credit.offers)
app.command()(credit.limit)
app.command()(credit.block)
app.command()(deciding.decide)
app.command()(deciding.delegate)
app.command("return")(returning.return_)
app.command()(reporting.report)


def main() -> None:
    """Run the command that the arguments name."""
    app()
