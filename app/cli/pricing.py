"""The command that says what an article costs a customer, and why."""

from typing import Annotated

import typer

from app.cli.console import AsJson, at_desk, date_of, decimal, show
from domain.catalog import queries as catalog_queries
from domain.catalog import service as catalog
from domain.customers import queries as customers
from domain.shared.errors import NotFound
from domain.shared.quantity import MILLIONTH
from presentation.wording.prices import price_words


def price(
    customer: Annotated[str, typer.Argument(help="Who buys, by customer id.")],
    sku: Annotated[str, typer.Argument(help="The article.")],
    quantity: Annotated[str, typer.Argument(help="How much of it, over the whole order.")],
    unit: Annotated[str | None, typer.Option(help="In which unit; the base unit when not given.")] = None,
    on: Annotated[str | None, typer.Option(help="On which day (YYYY-MM-DD); today when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what an article costs a customer, and of every price that was considered why it counts or does not."""
    amount, day = decimal(quantity, least=MILLIONTH), date_of(on)
    with at_desk() as (transactions, desk), transactions.read() as session:
        buyer = customers.customer(session, customer)
        if buyer is None:
            raise NotFound(subject=f"customer:{customer}")
        product = catalog_queries.products(session, [sku]).get(sku)
        if product is None:
            raise NotFound(subject=f"article:{sku}")
        base = catalog.to_base(product, amount, unit)
        found = catalog.explain_price(session, desk, product, base, customer=buyer, on=day or desk.today)
        show(found.model_dump(mode="json"), as_json=as_json, words=lambda: price_words(found, desk.company.currency))
