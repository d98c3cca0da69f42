"""From a message to a reading: the steps in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.accounting import MOST, Account, Accountant
from domain.intake.rules.acts import Evidence, evidence, orders, praises
from domain.intake.rules.aliases import aliases_of, with_aliases
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import CleanText, Row, clean, rows_of
from domain.intake.rules.directory import Directory
from domain.intake.rules.gathering import Gathered, gather
from domain.intake.rules.header import Header, read_header, without_chance_customer
from domain.intake.rules.lattice import sentences_of, with_codes, with_roles
from domain.intake.rules.matching import Matcher
from domain.intake.rules.references import own_orders
from domain.intake.rules.tokens import tokenize
from domain.intake.schemas import Asked, DraftState, Message, Question, Reading

_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|rv|ref?)\s*:", re.I)
_CORRECTION = re.compile(
    r"\b(?:scratch|actually|correction|edit\b|make (?:it|that|the|them|those)|make \w+ \d+|instead|"
    r"sorry,? no|no,? sorry|no wait|wait no|hang on|hold on|i mean|i meant|should (?:read|be|say)|"
    r"rather|not \d+|change (?:that|the|it)|on second thoughts?|forget (?:the|that)|drop (?:the|that)|"
    r"strike|ignore (?:the|that)|leave (?:off|out)|double (?:it|that|the)|halve|as you were|no\.\. ?|"
    r"my mistake|oops|misread|apologies)\b",
    re.I,
)


_WHEN = re.compile(
    r"\bwhen\b|\bby (?:the |next )?(?:fri|mon|tue|wed|thu|sat|sun|\d|end)|how soon|what date|\bdue\b|"
    r"how long|earliest",
    re.I,
)


@dataclass(frozen=True)
class Prepared:
    """A message made ready to read."""

    message: Message
    clean: CleanText
    rows: tuple[Row, ...]
    header: Header
    gathered: tuple[Gathered, ...]
    evidence: Evidence
    matcher: Matcher


def prepare(message: Message, catalogue: Catalogue, directory: Directory, draft: DraftState | None) -> Prepared:
    """Clean, tokenize, read the header, cut into sentences and find the items."""
    cleaned = clean(message.text)
    text = cleaned.text
    rows = rows_of(
        text, email=message.channel == "email", reply=draft is not None or bool(_REPLY.match(message.subject or ""))
    )
    tokens = tokenize(text)[:2500]
    header = read_header(message, text, rows=rows, tokens=tokens, directory=directory)
    if draft is not None and draft.customer_id is not None:
        header = without_chance_customer(header, text, draft.customer_id)
    own = catalogue.customer_codes.get(header.customer_id or "", {})
    known = aliases_of(catalogue, header.customer_id or (draft.customer_id if draft else None))
    lattice = with_aliases(with_codes(with_roles(tokens, header.spans), catalogue, own), catalogue, known)
    sentences = sentences_of(rows, lattice, text, answering=draft is not None)
    matcher = Matcher(catalogue)
    gathered = tuple(gather(sentences[:200], matcher))
    live = "\n".join(row.text for row in rows if row.kind in ("new", "forward", "signature"))
    weighed = evidence([sentence.text for sentence in sentences], message.subject, live)
    return Prepared(message, cleaned, rows, header, gathered, weighed, matcher)


def read_message(made: Prepared, accountant: Accountant) -> Reading:
    """Read a message that stands for itself."""
    account = accountant.account(made.gathered, ordering=True)
    intent, also = decide(made, account)
    if intent != "order":
        return _other(made, intent, also, accountant)
    return _order(made, account, also)


def decide(made: Prepared, account: Account) -> tuple[str, tuple[str, ...]]:
    """The intent and further intents."""
    found = made.evidence
    scores = dict(found.scores)
    spam = scores.pop("spam", 0.0)
    if scores.get("auto_reply", 0.0) >= 1.7:
        return "auto_reply", ()
    if spam >= 3.0:
        return "not_actionable", ()
    ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    best, strength = ranked[0] if ranked else ("not_actionable", 0.0)
    weight = ordering_weight(made, best, strength)
    if (account.lines or account.questions) and weight >= (
        0.95 if strength >= 2.2 else 0.25 if strength < 1.2 else 0.6
    ):
        return "order", tuple(name for name, score in ranked if score >= 2.6)[:2]
    if strength >= 1.4 and not (
        best in ("return_request", "complaint") and praises(made.clean.text) and strength < 2.6
    ):
        return best, ()
    return ("order_status" if own_orders(made.clean.text) else "not_actionable"), ()


def ordering_weight(made: Prepared, best: str, strength: float) -> float:
    """How much a message speaks for an order, all sentences and what speaks against taken together."""
    found = made.evidence
    tells = (strength >= 1.4 and best not in ("stock_query", "price_query")) or praises(made.clean.text)
    about_own = bool(own_orders(made.clean.text))
    spread = len({one.sentence.row for one in made.gathered if one.items and one.act == "order"})
    weight = 0.0
    for one in made.gathered:
        part = order_weight(one)
        worded = orders(one.sentence.text)
        if (
            (about_own or (tells and spread < 2 and not found.ordering))
            and not worded
            and (about_own or len(one.items) < 3)
        ):
            part *= 0.3
        if best == "credit_query" and strength >= 2.6 and spread < 3:
            part *= 0.3
        weight += part
    if found.refused:
        weight -= 3.0
    return weight - 0.8 * found.future - 0.3 * found.past


def order_weight(one: Gathered) -> float:
    """How much a sentence speaks for an order: a list, or words of ordering around articles."""
    if one.act != "order":
        return 0.0
    named = [item for item in one.items if item.kind in ("article", "code")]
    counted = [item for item in named if item.quantity is not None or item.vague]
    worded = orders(one.sentence.text)
    if not counted:
        several = any(item.kind == "several" and item.quantity is not None for item in one.items)
        return 1.0 if worded and (named or several) else 0.4 if named or several or (worded and one.items) else 0.0
    if worded or len(one.free) <= 2:
        return 1.0
    return 0.4


def _order(made: Prepared, account: Account, also: tuple[str, ...]) -> Reading:
    header = made.header
    questions = list(account.questions)
    if header.customer_id is None:
        questions.append(Question(about="customer", text="customer", candidates=header.customers))
    doubts = [*header.doubts, *account.doubts]
    if any(
        _CORRECTION.search(one.sentence.text)
        for one in made.gathered
        if one.act in ("order", "question", "other") and not one.sentence.corrects
    ):
        doubts.append("correction")
    if ordering_weight(made, "", 0.0) < 0.95:
        doubts.append("hardly an order")
    strength = max((score for name, score in made.evidence.scores.items() if name != "spam"), default=0.0)
    if strength >= 1.4 and ordering_weight(made, "", 0.0) < 1.9 and not made.evidence.ordering:
        doubts.append("hardly an order")
    skus = [line.sku for line in account.lines]
    if len(set(skus)) < len(skus):
        doubts.append("twice")
    ready = (
        bool(account.lines)
        and not questions
        and not account.unexplained
        and not doubts
        and not made.clean.cut
        and not made.matcher.exhausted
    )
    lowest = min((line.confidence for line in account.lines), default=0.0)
    return Reading(
        id=made.message.id, intent="order", also=also, customer_id=header.customer_id,
        customer_candidates=header.customers, lines=account.lines, questions=tuple(questions),
        unexplained=account.unexplained, requested_date=header.requested_date, customer_po=header.customer_po,
        ship_to=header.ship_to, ready=ready, confidence=lowest if ready else min(lowest, 0.5),
    )  # fmt: skip


def _other(made: Prepared, intent: str, also: Sequence[str], accountant: Accountant) -> Reading:
    header = made.header
    return Reading(
        id=made.message.id, intent=intent, also=tuple(also), customer_id=header.customer_id,
        customer_candidates=header.customers, asked=asked_of(made, accountant), confidence=0.8,
    )  # fmt: skip


def asked_of(made: Prepared, accountant: Accountant) -> Asked:
    """What a question is about: articles, order numbers, whether a date or a reason is wanted."""
    text = made.clean.text[:4000]
    found = [item for one in made.gathered for item in one.items if item.kind in ("article", "code")]
    items = [line for line in (accountant.asked_line(item) for item in found) if line is not None]
    if not items:
        number = next(
            (t.value for one in made.gathered for t in one.sentence.tokens if t.kind == "num" and t.value <= MOST),
            Decimal(0),
        )
        spoken = [accountant.spoken_of(sku, number, made.message.text) for sku in made.message.context_skus]
        items = [line for line in spoken if line is not None]
    return Asked(
        items=tuple(items), order_numbers=own_orders(text),
        wants_date=bool(_WHEN.search(text)), waiting=bool(re.search(r"\bwaiting (?:for|on)\b", text, re.I)),
        why=bool(re.search(r"\bwhy\b", text, re.I)),
    )  # fmt: skip
