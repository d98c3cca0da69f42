"""From a message to a reading: the steps in their order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.accounting import HEADLESS, LETTER, Account, Accountant
from domain.intake.rules.acts import QUESTION, Evidence
from domain.intake.rules.choices import DOUBT as CHOICE
from domain.intake.rules.confidence import signs
from domain.intake.rules.corrections import NOT_UNDERSTOOD
from domain.intake.rules.enquiring import DOUBT as PRICED
from domain.intake.rules.enquiring import Beside, ordered_beside, wants_price
from domain.intake.rules.learned import sureness
from domain.intake.rules.pasted_rows import DOUBT, REMARK
from domain.intake.rules.preparing import Prepared
from domain.intake.rules.quantities import MOST, is_perhaps_several
from domain.intake.rules.references import own_orders
from domain.intake.rules.roles import NO_PART
from domain.intake.rules.shares import DOUBT as BREAKDOWN
from domain.intake.rules.strange_codes import questions_about
from domain.intake.rules.sums import DOUBT as AMISS
from domain.intake.rules.unwanted import DOUBT as UNWANTED
from domain.intake.rules.unwanted import Stance
from domain.intake.schemas import Asked, Enquiry, Question, Reading

_WHEN = re.compile(
    r"\bwhen\b|\bby (?:the |next )?(?:fri|mon|tue|wed|thu|sat|sun|\d|end)|how soon|what date|\bdue\b|"
    r"how long|earliest",
    re.I,
)

#: The one threshold that ships: at or above it a reading with nothing left to ask is ready.
READY = 0.79
#: What of a reading a person has to look at, however sure the rest is.
_HINDERING = {
    "past or far date", DOUBT, REMARK, NOT_UNDERSTOOD, HEADLESS, LETTER, AMISS, PRICED, NO_PART, CHOICE, BREAKDOWN,
    UNWANTED,
}  # fmt: skip
_ALSO = 0.15
#: How likely something else must be where an order seems meant and nothing ordered was found.
_NEXT = 0.25
#: How likely something else must be to outweigh plain words of ordering, or that files speak for themselves.
_SURELY = 0.5
#: So few words say too little of anything else for the words of ordering to be outweighed by a likely guess.
_SHORT = 10
#: Questions that are about articles.
OF_ARTICLES = ("stock_query", "price_query")
#: What a cue in plain words weighs.
_PLAIN = 1.4
#: What a message is where all its goods stand like this.
_NOT_ORDERED = {
    Stance.MISSING: "order_status", Stance.REFUSED: "order_change", Stance.QUOTED: "price_query",
}  # fmt: skip
_NEVER_ALSO = ("not_actionable", "auto_reply")


def read_message(made: Prepared, accountant: Accountant) -> Reading:
    """Read a message that stands for itself."""
    account = accountant.account(made.gathered, ordering=True)
    strange = questions_about(made.header.strangers, account.questions, accountant.span)
    account = replace(account, questions=(*account.questions, *strange))
    intent, also = decide(made, account)
    beside = ordered_beside(made.clean.text, made.gathered, made.matcher) if _may_order_beside(made, intent) else None
    if beside is not None:
        return _beside_price(made, beside, accountant)
    if intent != "order":
        return _other(made, intent, also, accountant)
    return order(made, account)


def _may_order_beside(made: Prepared, intent: str) -> bool:
    told = made.evidence
    return intent in ("order", "price_query") and made.header.customer_po is None and not (told.refused or told.future)


def _beside_price(made: Prepared, beside: Beside, accountant: Accountant) -> Reading:
    """An order beside a price that is asked for: never ready, with the articles that are asked about."""
    account = accountant.account(beside.gathered, ordering=True)
    if not (account.lines or account.questions):
        things = [posed.question for one in beside.gathered for posed in accountant.poser.things(one)]
        account = replace(account, questions=tuple(things))
    doubted = replace(account, doubts=(*account.doubts, PRICED))
    items = tuple(filter(None, map(accountant.asked_line, beside.asked)))
    told = Enquiry(kind="price_query", span=accountant.span(beside.start, beside.end), asked=Asked(items=items))
    reading = order(replace(made, gathered=beside.gathered), doubted)
    return reading.model_copy(update={"enquiries": (told,), "also": (told.kind,)})


def decide(made: Prepared, account: Account) -> tuple[str, tuple[str, ...]]:
    """The intent and further intents."""
    ranked = made.intents
    found = bool(account.lines or account.questions)
    best = ranked[0][0]
    if best == "order" and not found:
        best = next((name for name, share in ranked[1:] if share >= _NEXT), "not_actionable")
    told = made.evidence
    is_plain = found and (told.ordering or account.is_bare) and not (told.scores or told.refused or told.future)
    is_short = len(made.clean.text.split()) <= _SHORT and dict(ranked)[best] < _SURELY
    if best == "not_actionable" and made.header.strangers:
        best = "order"
    if is_plain and (best == "not_actionable" or is_short):
        best = "order"
    if best == "order" and len(set(made.stances)) == 1:
        best = _NOT_ORDERED.get(made.stances[0], best)
    if best == "order" and made.header.customer_po is None and wants_price(made.clean.text, made.gathered):
        best = "price_query"
    if best == "order" and dict(ranked)[best] < _SURELY and QUESTION.match(made.clean.text) and _asks(told):
        best = max(OF_ARTICLES, key=lambda name: told.scores.get(name, 0.0))
    if best in OF_ARTICLES and not (told.scores or own_orders(made.clean.text)):
        best = best if made.articles else "not_actionable"
    if made.message.attachments and not found and dict(ranked)[best] < _SURELY:
        best = "not_actionable"
    also = tuple(name for name, share in ranked if name != best and share >= _ALSO and name not in _NEVER_ALSO)
    return best, also[:2]


def _asks(told: Evidence) -> bool:
    """Whether plain words of asking speak for a question about stock or price ("when could we do ...")."""
    return max(told.scores.get(name, 0.0) for name in OF_ARTICLES) >= _PLAIN


def order(made: Prepared, account: Account) -> Reading:
    """The reading of an order: its lines and questions, and how sure it is."""
    header = made.header
    questions = list(account.questions)
    if header.customer_id is None:
        questions.append(Question(about="customer", text="customer", candidates=header.customers))
    sure = sureness(signs_of(made, account))
    closed = is_closed(made, account)
    return Reading(
        id=made.message.id,
        intent="order",
        customer_id=header.customer_id,
        customer_candidates=header.customers,
        lines=account.lines,
        questions=tuple(questions),
        unexplained=(*account.unexplained, *made.unread),
        requested_date=header.requested_date,
        customer_po=header.customer_po,
        ship_to=header.ship_to,
        ready=closed and sure >= READY,
        confidence=round(sure if closed else min(sure, 0.5), 3),
    )


def is_closed(made: Prepared, account: Account) -> bool:
    """Whether nothing is left to ask and nothing forbids to take the reading as it is, however sure it looks."""
    is_twice = len({line.sku for line in account.lines}) < len(account.lines)
    left = account.questions or made.header.customer_id is None
    hinders = _HINDERING & {*made.header.doubts, *account.doubts}
    is_open = any(is_perhaps_several(line, made.matcher.catalogue.article(line.sku)) for line in account.lines)
    return bool(account.lines) and not (left or hinders or is_open or is_twice or made.is_bounded)


def signs_of(made: Prepared, account: Account) -> dict[str, float]:
    """What the confidence of an order is weighed from."""
    doubts = (*made.header.doubts, *account.doubts)
    shares = dict(made.intents)
    return signs(
        made.gathered,
        account.lines,
        made.matcher.catalogue,
        doubts=doubts,
        shares=shares,
        let_go=account.let_go,
        mended=account.mended,
    )


def _other(made: Prepared, intent: str, also: Sequence[str], accountant: Accountant) -> Reading:
    header = made.header
    return Reading(
        id=made.message.id,
        intent=intent,
        also=tuple(also),
        customer_id=header.customer_id,
        customer_candidates=header.customers,
        asked=asked_of(made, accountant),
        confidence=0.8,
    )


def asked_of(made: Prepared, accountant: Accountant) -> Asked:
    """What a question is about: articles, order numbers, whether a date or a reason is wanted."""
    text = made.clean.text[:4000]
    items = [line for line in (accountant.asked_line(item) for item in made.articles) if line is not None]
    if not items:
        number = next(
            (t.value for one in made.gathered for t in one.sentence.tokens if t.kind == "num" and t.value <= MOST),
            Decimal(0),
        )
        spoken = [accountant.spoken_of(sku, number, made.message.text) for sku in made.message.context_skus]
        items = [line for line in spoken if line is not None]
    return Asked(
        items=tuple(items),
        order_numbers=own_orders(text),
        wants_date=bool(_WHEN.search(text)),
        waiting=bool(re.search(r"\bwaiting (?:for|on)\b", text, re.I)),
        why=bool(re.search(r"\bwhy\b", text, re.I)),
    )
