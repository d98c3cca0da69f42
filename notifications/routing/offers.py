"""Owns who hears what happens to quotations and standing orders."""

from domain.quotations import events
from domain.quotations import queries as quotations
from domain.quotations.schemas import QuotationView
from domain.standing.events import StandingOrderDrafted, StandingOrderRefused
from notifications.routing.occasion import Occasion
from presentation import schemas
from presentation.wording.refusals import words_of
from presentation.wording.times import day


def sent(occasion: Occasion, event: events.QuotationSent) -> None:
    """The customer's buyers get the offer, each revision of it once."""
    quotation = quotations.quotation(occasion.session, event.number)
    buyers = occasion.contacts(quotation.customer_id, "buyer")
    about = f"{event.number}:{event.revision}"
    occasion.mail(buyers, "quotation", schemas.Quotation(quotation=quotation), subject=quotation.subject, about=about)


def accepted(occasion: Occasion, event: events.QuotationAccepted) -> None:
    """The author hears which order it became."""
    quotation = quotations.quotation(occasion.session, event.number)
    _tell(occasion, quotation, f"{event.number} became {event.order_number}, accepted by {event.accepted_by}.")


def declined(occasion: Occasion, event: events.QuotationDeclined) -> None:
    """The author hears that nothing comes of it, and why."""
    quotation = quotations.quotation(occasion.session, event.number)
    why = f": {event.reason}" if event.reason else "."
    _tell(occasion, quotation, f"{event.number} for {quotation.customer_name} was {event.state}{why}")


def expired(occasion: Occasion, event: events.QuotationExpired) -> None:
    """The author hears that its last day has passed."""
    quotation = quotations.quotation(occasion.session, event.number)
    last = day(quotation.valid_until)
    _tell(occasion, quotation, f"{event.number} for {quotation.customer_name} was valid until {last} and is over.")


_OUTCOMES = {
    "drafted": "waits as a draft: please look at it and confirm it",
    "held": "is confirmed as far as it goes and held for a decision",
    "confirmed": "is confirmed",
}


def standing_drafted(occasion: Occasion, event: StandingOrderDrafted) -> None:
    """The author hears what became of this occurrence; what waits for them is to be looked at."""
    words = f"{event.number}: {event.order_number} for {day(event.day)} {_OUTCOMES.get(event.outcome, event.outcome)}."
    subject = f"order:{event.order_number}"
    occasion.tell(event.author_id, "hint", schemas.Hint(lines=(words,)), subject=subject)


def standing_refused(occasion: Occasion, event: StandingOrderRefused) -> None:
    """The author hears that nothing was drafted for a day, and why."""
    words = f"{event.number} could not be drafted for {day(event.day)}. {words_of(event.code, event.facts)}"
    occasion.tell(event.author_id, "hint", schemas.Hint(lines=(words,)), subject=f"standing:{event.number}")


def _tell(occasion: Occasion, quotation: QuotationView, words: str) -> None:
    occasion.tell(quotation.author_id, "hint", schemas.Hint(lines=(words,)), subject=quotation.subject)
