"""Owns App Home: my drafts, my holds, what waits for my decision."""

from bot.services import Services, Turn
from domain.approvals import queries as approvals
from domain.orders import queries as orders
from domain.shared.outbox import Delivery, owe
from presentation.messages.schemas import HomePage, OpenApproval


def opened(turn: Turn, services: Services) -> None:
    """Draw the page anew each time it is opened."""
    with services.transactions.begin() as session:
        mine = orders.orders_by(session, turn.desk, turn.actor.id)
        waiting = [
            OpenApproval(approval=each, order=orders.order(session, turn.desk, each.subject.removeprefix("order:")))
            for each in approvals.open_for(session, turn.actor.roles)
        ]
        page = HomePage(
            name=turn.actor.name,
            drafts=tuple(order for order in mine if order.state == "draft"),
            held=tuple(order for order in mine if order.state == "pending_confirmation"),
            approvals=tuple(waiting),
        )
        turn.finish(session, "home shown")
        delivery = Delivery(
            key=turn.row.external_id, message="home", channel="slack_home", target=turn.row.sender,
            subject=f"home:{turn.row.sender}", data=page.model_dump(mode="json"),
        )  # fmt: skip
        owe(session, delivery, now=turn.desk.now)
