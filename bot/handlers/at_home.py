"""Owns App Home: my drafts, my holds, what waits for my decision."""

from bot.services import Services, Turn
from domain.approvals import queries as approvals
from domain.employees import queries as employees
from domain.orders import queries as orders
from presentation.cards.home import home_view
from presentation.schemas import HomePage, OpenApproval


def opened(turn: Turn, services: Services) -> None:
    """Draw the page anew each time it is opened."""
    with services.transactions.begin() as session:
        mine = orders.unfinished_by(session, turn.desk, turn.actor.id)
        chain = turn.desk.policy.approvals.delegation_chain
        roles = employees.roles_at(session, turn.actor.id, turn.desk.today, most=chain)
        waiting = [
            OpenApproval(approval=each, order=orders.order(session, turn.desk, each.subject.removeprefix("order:")))
            for each in approvals.open_for(session, roles)
        ]
        page = HomePage(
            name=turn.actor.name,
            drafts=tuple(order for order in mine if order.state == "draft"),
            held=tuple(order for order in mine if order.state == "pending_confirmation"),
            approvals=tuple(waiting),
        )
        turn.finish(session, "home shown")
    if services.slack:
        services.slack.publish_home(turn.row.sender, home_view(page, turn.desk.company))
