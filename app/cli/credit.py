"""Commands for credit and holds: hold, release, limit, block. Each is one transaction, by the employee it names."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.cli.console import AsJson, amount_of, at_desk, date_of, show
from app.cli.working import acting, order_number, run
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import queries as orders
from domain.orders import service as orders_service
from domain.orders.schemas import OrderView
from domain.shared.desk import Desk
from domain.shared.money import Money
from presentation.cards.offers import offer_sentences
from presentation.wording.amounts import listed, money
from presentation.wording.states import hold_reason, order_state
from presentation.wording.times import day

OrderNumber = Annotated[str, typer.Argument(help="The order, SO-1042 or 1042.")]
CustomerId = Annotated[str, typer.Argument(help="The customer who pays (customer number).")]
By = Annotated[str, typer.Option(help="The employee who says so, by mail address.")]


def hold(
    order: OrderNumber,
    by: By,
    why: Annotated[str, typer.Option(help="What it waits for; shown to whoever may lift it.")],
    as_json: AsJson = False,
) -> None:
    """Stop an order that has not left; it can still be changed, and whoever may lift the hold is asked."""
    run(
        lambda session, desk: orders_service.put_on_hold(
            session, acting(session, desk, by), order_number(session, order), comment=why
        ),
        _order_words,
        as_json=as_json,
    )


def release(
    order: OrderNumber,
    by: By,
    why: Annotated[str, typer.Option(help="Why it may go; kept with the decision.")],
    as_json: AsJson = False,
) -> None:
    """Approve everything that holds an order and that this employee may decide; the last release confirms it."""
    run(
        lambda session, desk: orders_service.release_holds(
            session, acting(session, desk, by), order_number(session, order), comment=why
        ),
        _order_words,
        as_json=as_json,
    )


def offers(order: OrderNumber, as_json: AsJson = False) -> None:
    """Say what would let an order go on credit: what fits now, what to pay, what could wait, when money is due."""
    with at_desk() as (transactions, desk), transactions.read() as session:
        found = orders.offers(session, desk, order_number(session, order))
    words = offer_sentences(found) or [f"{found.number} fits the credit"]
    show(found.model_dump(mode="json"), as_json=as_json, words=lambda: "\n".join(words))


def limit(
    customer: CustomerId,
    amount: Annotated[str, typer.Argument(help="The new credit limit, or 'none' for no check.")],
    by: By,
    review: Annotated[str | None, typer.Option(help="The last day on which it holds, like 2012-05-31.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a customer another credit limit; held orders that fit it go on."""
    wanted = None if amount.strip().lower() == "none" else amount_of(amount)
    until = date_of(review)
    run(
        lambda session, desk: customers.set_credit_limit(
            session, acting(session, desk, by), customer, wanted, review_date=until
        ),
        _limit_words,
        as_json=as_json,
    )


def block(
    customer: CustomerId,
    by: By,
    why: Annotated[str | None, typer.Option(help="Why nothing goes on credit any more.")] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Lift the block instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let nothing more go to a customer on credit, at whatever door; or lift that."""
    if lift == bool(why):
        raise typer.BadParameter("say --why, or --lift")

    def verb(session: Session, desk: Desk) -> CustomerView:
        if why is None:
            return customers.unblock_credit(session, acting(session, desk, by), customer)
        return customers.block_credit(session, acting(session, desk, by), customer, reason=why)

    run(verb, _limit_words, as_json=as_json)


def _order_words(view: OrderView) -> str:
    reasons = [hold_reason(each.reason) for each in view.holds if each.is_active]
    held = f", held because {listed(reasons)}" if reasons else ", nothing holds it"
    return f"{view.number} is {order_state(view.state).lower()}{held}"


def _limit_words(view: CustomerView) -> str:
    if view.credit_block:
        return f"{view.customer_id} gets nothing on credit: {view.credit_block}"
    until = f", to be reviewed after {day(view.limit_review_date)}" if view.limit_review_date else ""
    if view.credit_limit is None:
        return f"{view.customer_id} has no credit limit{until}"
    return f"{view.customer_id} has a credit limit of {money(Money(view.credit_limit, view.currency))}{until}"
