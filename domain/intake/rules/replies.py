"""What comes next in a thread: answers, changes, confirm, discard, or a question that changes nothing."""

import re
from collections.abc import Sequence
from fractions import Fraction

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.between import asks, between_of, confirms, discards
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.changes import meaning, work
from domain.intake.rules.drafting import State, changed_between
from domain.intake.rules.drafts import past_of
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.naming import Naming
from domain.intake.rules.not_carried_out import ask_about_left
from domain.intake.rules.preparing import Prepared
from domain.intake.rules.quantities import in_base
from domain.intake.rules.reading import asked_of
from domain.intake.rules.renaming import rename
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.speech import Clause, as_said, clauses_of
from domain.intake.rules.token import Token
from domain.intake.rules.turns import Turn
from domain.intake.rules.vocabulary import STOP
from domain.intake.schemas import Asked, DraftState, Question, Reading, ReadLine, Span

_MOST_CLAUSES = 8


_DOZEN = {"dozen": Fraction(12)}


_SENT = re.compile(
    r"\b(?:ship|deliver(?:ed|y|ies)?|send|going|goes|go|dispatch|despatch|drop|route)\b[^.,;\n]{0,40}?"
    r"\b(?:to|into)\s+(?:the\s+|their\s+|our\s+|her\s+|his\s+)?(?P<place>[^\W\d_][\w'-]+)",
    re.I,
)


_REFERENCE = re.compile(
    r"\bp\.?o\.?\b|\bpurchase order|\b(?:order|our|their) (?:no|number|ref)\b|\bref(?:erence)?\b", re.I
)


_SENT_WORDS = re.compile(r"\b(?:ship|deliver|send|goes?|address|dispatch|despatch)", re.I)


def read_reply(made: Prepared, draft: DraftState, accountant: Accountant) -> Reading:
    """The draft after a message in its thread."""
    text = "\n".join(row.text for row in made.rows if row.kind in ("new", "forward")).strip()
    draft, state = _opened(made, draft)
    asking = [one for one in made.gathered if asks(one.sentence.text)]
    between = between_of(made, asking)
    header = _header_changed(made, draft)
    if discards(text, made, state) and not between:
        return _result(made, draft, State([], [], changed=True, past=draft), "draft_discard")
    elsewhere = _elsewhere(made, accountant)
    turn = Turn(state, Naming(made.matcher), accountant)
    turn.referring = bool(_REFERENCE.search(text)) and made.header.customer_po in (None, draft.customer_po)
    _answered_whole(turn, made, asking)
    for one in made.gathered if not state.changed else ():
        if one in asking:
            _speak_of_asked(turn, one)
        elif not elsewhere or not _SENT.search(one.sentence.text):
            _worked(turn, one.sentence)
    _settle(turn)
    if between and not (state.changed or header):
        return _kept(made, draft, state, between, asked=asked_of(made, accountant))
    state.unexplained += [*elsewhere, *_without_part(made, accountant, asking)]
    is_confirmed = confirms(text)
    if not (state.changed or header or between or is_confirmed or state.unexplained):
        rename(turn, _clauses_in(made))
    if not (state.changed or header or between or state.unexplained):
        ask_about_left(turn, _clauses_in(made))
    also = ("draft_confirm",) if is_confirmed and not elsewhere else ()
    if state.changed or header:
        return _result(made, draft, state, "draft_edit", also=(*also, *((between,) if between else ())))
    if state.unexplained:
        return _result(made, draft, state, "draft_edit")
    if is_confirmed and not between:
        return _result(made, draft, state, "draft_confirm")
    return _kept(made, draft, state, "not_actionable", asked=asked_of(made, accountant))


def _opened(made: Prepared, draft: DraftState) -> tuple[DraftState, State]:
    """The draft in base units, as a message may work on it."""
    catalogue = made.matcher.catalogue
    draft = draft.model_copy(update={"lines": tuple(_in_base_units(line, catalogue) for line in draft.lines)})
    asked = [_as_quoted(question, made, catalogue) for question in draft.questions]
    spoken = (
        draft.spoken
        or (changed_between(draft.before, draft.lines) if draft.before else ())
        or made.message.context_skus
    )
    return draft, State(list(draft.lines), asked, past=draft.before, focus=tuple(spoken))


def _worked(turn: Turn, sentence: Sentence) -> None:
    whole = _said(sentence)
    clauses = clauses_of(whole)
    if any(token.kind in ("num", "code", "word", "many", "size") for token in whole):
        work(turn, clauses, sentence.text)


def _answered_whole(turn: Turn, made: Prepared, asking: Sequence[Gathered]) -> None:
    """An answer that goes over several sentences: "owl and bird. 15 and 15"."""
    clauses = _clauses_in(made)
    if turn.state.questions and not asking and len(made.gathered) > 1 and 1 < len(clauses) <= _MOST_CLAUSES:
        known = [meaning(turn, clause) for clause in clauses]
        turn.answers.take(known, " ".join(one.sentence.text for one in made.gathered), whole=True)


def _clauses_in(made: Prepared) -> list[Clause]:
    return [one for each in made.gathered for one in clauses_of(_said(each.sentence))]


def _said(sentence: Sentence) -> list[Token]:
    return as_said([token for token in sentence.whole or sentence.tokens if token.kind != "=barred"], sentence.text)


def _speak_of_asked(turn: Turn, one: Gathered) -> None:
    """A question changes nothing, but what it names is what "those" means behind it."""
    words = [word for clause in clauses_of(one.sentence.whole or one.sentence.tokens) for word in clause.words]
    found = turn.naming.lines(words, turn.state.skus)
    if found.places and found.score >= 1.0:
        turn.state.speak_of([turn.state.skus[index] for index in found.places])


def _settle(turn: Turn) -> None:
    """What stayed unclear becomes questions, unless a later part of the message made it plain."""
    state = turn.state
    for held in turn.hanging:
        _, found = turn.named(held.words)
        if not turn.naming.lines(held.words, sorted(state.touched)).sure:
            turn.ask(held.clause, None, found.places)
    for question in turn.unclear:
        if question.text.strip():
            state.questions.append(question)
            state.changed = True


def _in_base_units(line: ReadLine, catalogue: Catalogue) -> ReadLine:
    """A line of the draft with its quantity in base units, whatever unit it was said in."""
    article = catalogue.article(line.sku)
    factor = article.units.get(line.unit.lower(), _DOZEN.get(line.unit)) if article and line.unit else None
    base = in_base(line.quantity, factor) if factor is not None else None
    return line if base is None else line.model_copy(update={"base_quantity": base})


def _as_quoted(question: Question, made: Prepared, catalogue: Catalogue) -> Question:
    """The candidates in the order in which the quoted mail lists them: "the second one" counts that list."""
    quoted = "\n".join(row.text for row in made.rows if row.kind == "quote").lower()
    named = {sku: catalogue.article(sku) for sku in question.candidates}
    at = {sku: quoted.find(article.name.lower()) for sku, article in named.items() if article}
    if not quoted or len(at) < len(named) or min(at.values(), default=-1) < 0:
        return question
    return question.model_copy(update={"candidates": tuple(sorted(at, key=lambda sku: (at[sku], sku)))})


def _elsewhere(made: Prepared, accountant: Accountant) -> list[Span]:
    """ "ship it to York", where York is no place of the customer: nobody may go on as if it had not been said."""
    if made.header.ship_to is not None:
        return []
    for one in made.gathered:
        found = _SENT.search(one.sentence.text)
        if found is None or found.group("place").lower() in STOP:
            continue
        if not any(item.names_one for item in one.items):
            return [accountant.span(one.sentence.whole[0].start, one.sentence.whole[-1].end)]
    return []


def _without_part(made: Prepared, accountant: Accountant, asking: Sequence[Gathered]) -> list[Span]:
    """Places and days of the customer in what is no small talk, whose part nobody knows."""
    said = [one.sentence for one in made.gathered if one not in asking and (one.sentence.whole or one.sentence.tokens)]
    plain = [
        (each.whole or each.tokens) for each in said if not any(clause.chatty for clause in clauses_of(_said(each)))
    ]
    return [
        accountant.span(unsaid.start, unsaid.end)
        for unsaid in made.header.unsaid
        if any(tokens[0].start <= unsaid.start <= tokens[-1].end for tokens in plain)
    ]


def _header_changed(made: Prepared, draft: DraftState) -> bool:
    header = made.header
    customer = header.customer_id if header.customer_id != made.message.customer_id else None
    return bool(
        (customer and customer != draft.customer_id)
        or header.requested_date not in (None, draft.requested_date)
        or header.customer_po not in (None, draft.customer_po)
        or header.ship_to not in (None, draft.ship_to)
    )


def _kept(made: Prepared, draft: DraftState, state: State, intent: str, *, asked: Asked) -> Reading:
    """The draft as it was, with what was asked in between."""
    spoken = state.focus if state.fresh else tuple(line.sku for line in asked.items)
    return Reading(
        id=made.message.id, intent=intent, customer_id=draft.customer_id, lines=draft.lines, questions=draft.questions,
        requested_date=draft.requested_date, customer_po=draft.customer_po, ship_to=draft.ship_to, note=draft.note,
        asked=asked, confidence=0.8, before=draft.before, spoken=spoken or draft.spoken,
    )  # fmt: skip


def _result(made: Prepared, draft: DraftState, state: State, intent: str, *, also: tuple[str, ...] = ()) -> Reading:
    header, base = made.header, state.header or draft
    named = header.customer_id if header.customer_id != made.message.customer_id or draft.customer_id is None else None
    customer = named or base.customer_id
    questions = [q for q in state.questions if not (q.about == "customer" and customer)]
    unexplained = (*state.unexplained, *_still_unexplained(made, draft, intent), *made.unread)
    doubtful = draft.doubtful and intent == "draft_edit"
    settled = not questions and not doubtful and not unexplained and not _doubts(made, draft) and not made.is_bounded
    ready = bool(state.lines) and settled and customer is not None
    edited = intent in ("draft_edit", "draft_discard")
    return Reading(
        id=made.message.id, intent=intent, also=also, customer_id=customer,
        customer_candidates=header.customers or ((customer,) if customer else ()), lines=tuple(state.lines),
        questions=tuple(questions), unexplained=unexplained,
        requested_date=header.requested_date or base.requested_date,
        customer_po=header.customer_po or base.customer_po,
        ship_to=header.ship_to or base.ship_to, note=base.note, ready=ready and intent != "draft_discard",
        confidence=0.95 if ready else 0.5, before=past_of(draft) if edited else draft.before,
        spoken=state.focus if state.fresh else (), doubtful=doubtful,
    )  # fmt: skip


def _doubts(made: Prepared, draft: DraftState) -> list[str]:
    """What is doubtful of the header and matters: the draft knows its customer, and what was not said is no doubt."""
    header = made.header
    live = "\n".join(row.text for row in made.rows if row.kind in ("new", "forward"))
    told = {
        "unsure date": header.requested_date in (None, draft.requested_date),
        "unsure customer": draft.customer_id is None,
        "unsure reference": bool(_REFERENCE.search(live)) == (header.customer_po in (None, draft.customer_po)),
        "unsure place": header.ship_to in (None, draft.ship_to) and bool(_SENT_WORDS.search(live)),
    }
    return [doubt for doubt in header.doubts if told.get(doubt, True)]


def _still_unexplained(made: Prepared, draft: DraftState, intent: str) -> list[Span]:
    """What was unexplained before: a place until one is named, other words until said again or confirmed."""
    said = {token.norm for one in made.gathered for token in one.sentence.whole}
    told = intent == "draft_confirm"
    kept = [
        text
        for text in draft.unexplained
        if not (made.header.ship_to if _SENT_WORDS.search(text) else told or said & set(text.lower().split()))
    ]
    return [Span(start=0, end=0, text=text) for text in kept]
