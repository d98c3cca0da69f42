"""Owns what was learned of a customer's words, in conversation: shown on request, undone by a button."""

from sqlalchemy.orm import Session

from bot import replies
from bot.services import Services, Turn
from bot.values import Click
from domain.catalog import queries as catalog
from domain.catalog import service
from domain.customers import queries as customers
from domain.intake.schemas import Message
from domain.orders import queries as orders
from domain.orders import service as order_verbs
from domain.orders.lifecycle import OrderState
from domain.shared.actors import SALES_ROLES
from domain.shared.errors import NotFound
from presentation.actions import AliasAction
from presentation.schemas import AliasesAnswer, AliasUndone


def listed(turn: Turn, services: Services) -> None:
    """'/order aliases Thistle': what we know of this customer's words, each with a button to undo it."""
    turn.actor.require(SALES_ROLES, to="see what was learned")
    with services.transactions.begin() as session:
        message = Message(id=turn.row.external_id, channel="slack", sender="rep", today=turn.desk.today, text=turn.text)
        customer_id = services.reader.read(session, message, None).customer_id or turn.text.strip()
        customer = customers.customer(session, customer_id)
        if customer is None:
            raise NotFound(what="which customer you mean")
        standing = catalog.standing_aliases(session, customer.customer_id).get(customer.customer_id, [])
        names = {sku: each.name for sku, each in catalog.products(session, {each.sku for each in standing}).items()}
        turn.finish(session, f"aliases of {customer.customer_id}")
        answer = AliasesAnswer(customer_name=customer.name, aliases=tuple(standing), article_names=names)
        replies.answer(session, turn, "aliases_answer", answer)


def undo_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Undo of what was learned; the draft whose card the button stands on keeps its line and loses the button."""
    asked = AliasAction.parsed(click.value)
    with services.transactions.begin() as session:
        alias = service.revoke_alias(session, turn.desk, asked.alias_id)
        customer = customers.customer(session, alias.customer_id)
        turn.finish(session, f"alias {alias.id} undone")
        left = catalog.standing_aliases(session, alias.customer_id).get(alias.customer_id, [])
        stands = [each for each in left if each.phrase == alias.phrase]
        undone = AliasUndone(
            customer_name=customer.name if customer else alias.customer_id, alias=alias, still=tuple(stands)
        )
        replies.answer(session, turn, "alias_undone", undone)
        if asked.number:
            _shown_without(session, services, turn, asked.number, alias_id=alias.id)


def _shown_without(session: Session, services: Services, turn: Turn, number: str, *, alias_id: int) -> None:
    """The draft with its line as it is, and no longer with the words it was read by."""
    if orders.order(session, turn.desk, number).state != OrderState.DRAFT:
        return
    request = orders.request_of(session, number)
    lines = tuple(
        line.model_copy(update={"learned": None}) if line.learned and line.learned.alias_id == alias_id else line
        for line in request.lines
    )
    changed = request.model_copy(update={"lines": lines})
    view = order_verbs.revise_draft(session, turn.desk, number, changed, revision=None)
    replies.show_order(session, services, turn, view)
