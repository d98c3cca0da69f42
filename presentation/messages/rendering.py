"""Owns the making of mails: subject, text and HTML of a message from its three templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.shared.policy import Company
from presentation.cards.late import cannot_words
from presentation.messages import arrivals, markup
from presentation.messages.registry import FOLDER, MESSAGES, UnknownMessage, understood
from presentation.mrkdwn import one_line
from presentation.schemas.base import Message
from presentation.wording import amounts, states, times
from presentation.wording.changes import plain_changes
from presentation.wording.files import file_words, worth_telling
from presentation.wording.problems import problem_words
from presentation.wording.questions import question_words
from presentation.wording.reminders import tone
from presentation.wording.resent import difference_rows, how_it_stands

SUBJECT = 200
VALUE = 1000


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail's own words; the gateway adds the headers and inlines the style sheet."""

    subject: str
    text: str
    html: str


def render_mail(name: str, data: Message | Mapping[str, Any], company: Company) -> RenderedMail:
    """The message as a mail; raises UnknownMessage where it has none. Values can form neither markup nor a header."""
    value = understood(name, data)
    if not MESSAGES[name].has_mail:
        raise UnknownMessage(f"{name!r} has no mail")
    values = {field: getattr(value, field) for field in type(value).model_fields} | {
        "message": value,
        "company": company,
    }
    subject, text, html = (
        _templates(is_html).get_template(f"{name}/{part}").render(values)
        for part, is_html in (("subject.txt", False), ("body.txt", False), ("body.html", True))
    )
    return RenderedMail(one_line(subject, SUBJECT), _tidy(text), html)


@lru_cache(maxsize=2)
def _templates(is_html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalized,
    )
    environment.globals.update(_WORDS)
    return environment


def _finalized(value: Any) -> Any:
    """Every value stays on its line, whatever somebody put into a name."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else one_line(value, VALUE)


def _tidy(text: str) -> str:
    rows = [row.rstrip() for row in text.strip().split("\n")]
    kept = [row for index, row in enumerate(rows) if row or (index and rows[index - 1])]
    return "\n".join(kept) + "\n"


_WORDS: dict[str, Any] = {
    "money": amounts.money,
    "unit_price": amounts.unit_price,
    "price_less": amounts.price_less,
    "tax_name": amounts.tax_name,
    "quantity": amounts.quantity,
    "ordered": amounts.ordered,
    "number": amounts.number,
    "percent": amounts.percent,
    "counted": amounts.counted,
    "listed": amounts.listed,
    "day": times.day,
    "lateness": times.lateness,
    "move_cause": states.move_cause,
    "return_reason": states.return_reason,
    "problem_words": problem_words,
    "question_words": question_words,
    "file_words": file_words,
    "worth_telling": worth_telling,
    "tone": tone,
    "difference_rows": difference_rows,
    "how_it_stands": how_it_stands,
    "arrival_words": arrivals.arrival_words,
    "last_day_to_change": arrivals.last_day_to_change,
    "line_of": arrivals.line_of,
    "changes": plain_changes,
    "cannot_words": cannot_words,
    "order_state": states.order_state,
    "order_markup": markup.order_markup,
    "shipment_markup": markup.shipment_markup,
}
