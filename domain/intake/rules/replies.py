"""What comes next in a thread: answers, changes, confirm, discard, or a question that changes nothing."""

import re
from collections.abc import Sequence
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.acts import QUESTION, is_question, is_request
from domain.intake.rules.answers import Answering, State, answer, let_go, merge
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.clauses import pointed
from domain.intake.rules.gathering import gather
from domain.intake.rules.operations import Editor
from domain.intake.rules.reading import Prepared, asked_of
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.siblings import same_of, swapped
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP
from domain.intake.schemas import DraftState, Question, Reading, ReadLine, Span

_DOZEN = {"dozen": Decimal(12)}
_ADDING = re.compile(
    r"\b(?:add|plus|also|chuck|stick|pop|include|another|put on|throw in|as well)\b|"
    r"\bmight we (?:add|have)|\bone more of"
)
_CONFIRM = re.compile(
    r"\b(?:confirm(?:ed)?|go ahead|go for it|send it|put it (?:through|on)|book it|place it|good to go|"
    r"that'?s (?:it|everything|all|the lot|right|fine|correct|perfect)|sign(?:ed)? (?:it )?off|"
    r"all (?:good|correct|fine)|"
    r"proceed|book|finish it|ok|okay|agreed|looks (?:good|right|fine)|do it|ship it|process it|ok go|yep|"
    r"yes|yeah|aye|approved?|sorted|perfect|spot on|crack on|get it (?:gone|out)|ta,? go|go\b|"
    r"happy with (?:it|that)|submit|fire away|lock it in)\b",
    re.I,
)
_DISCARD = re.compile(
    r"\b(?:discard|scrap (?:it|that|this|the (?:lot|order|draft))|cancel (?:it|that|this|the (?:lot|order|"
    r"draft|whole)|everything)|forget (?:it|the (?:lot|order|whole thing)|about it)|bin (?:it|the lot|"
    r"this|that)|drop (?:it|the (?:lot|order))|"
    r"never ?mind|don'?t (?:bother|order|send)(?: (?:it|any|with it))?|delete (?:it|the (?:lot|order|"
    r"draft)|this)|abandon|pull it|no longer (?:want|need)|call it off|leave it(?: altogether| for now|,|"
    r"$)|kill it)\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:not yet|hang on|hold (?:on|fire)|wait|bear with|before you|don'?t (?:confirm|send|go)|"
    r"one (?:sec|minute|mo))\b",
    re.I,
)
_CHANGES = re.compile(
    r"\b(?:swap|swop|instead|put .{0,30}back|undo|as (?:it|they) (?:was|were)|as before|change|"
    r"get rid|drop|forget|other way|no \w+|without|rid|less|fewer|more|double|halve|half|"
    r"in place of|revert)\b|[\d]",
    re.I,
)
_WEAKLY = re.compile(r"\b(?:make|take|same|goes|all|keep|too|both)\b", re.I)
_SENT = re.compile(
    r"\b(?:ship|deliver(?:ed|y|ies)?|send|going|goes|go|dispatch|despatch|drop|route)\b[^.,;\n]{0,40}?"
    r"\b(?:to|into)\s+(?:the\s+|their\s+|our\s+|her\s+|his\s+)?(?P<place>[^\W\d_][\w'-]+)",
    re.I,
)
_SENT_WORDS = re.compile(r"\b(?:ship|deliver|send|goes?|address|dispatch|despatch)", re.I)


def read_reply(made: Prepared, draft: DraftState, accountant: Accountant) -> Reading:
    """The draft after a message in its thread."""
    text = "\n".join(row.text for row in made.rows if row.kind in ("new", "forward")).strip()
    catalogue = made.matcher.catalogue
    before = tuple(_in_base_units(line, catalogue) for line in draft.lines)
    draft = draft.model_copy(update={"lines": before})
    asked = [_as_quoted(question, made, catalogue) for question in draft.questions]
    state = State(list(before), asked, focus=made.message.context_skus)
    between = _between(made, text)
    sentences = [one.sentence for one in made.gathered if not (between and _asks(one.sentence))]
    header = _header_changed(made, draft)
    plain = not any(token.kind in ("num", "code") for one in made.gathered for token in one.sentence.tokens)
    if not between and _DISCARD.search(text) and plain and not any(_names(one.items) for one in made.gathered):
        return _result(made, draft, State([], [], [], changed=True), "draft_discard")
    elsewhere = _elsewhere(made, accountant)
    for sentence in sentences:
        if not elsewhere or not _SENT.search(sentence.text):
            _sentence(sentence, state, Answering(made.matcher, accountant))
    if between and not (state.changed or header):
        return _kept(made, draft, between, accountant)
    state.unexplained += elsewhere
    confirms = bool(_CONFIRM.search(text)) and not _NOT_YET.search(text) and not _DISCARD.search(text)
    also = ("draft_confirm",) if confirms and not elsewhere else ()
    if state.changed or header:
        return _result(made, draft, state, "draft_edit", also=(*also, *((between,) if between else ())))
    if state.unexplained:
        return _result(made, draft, state, "draft_edit")
    if confirms:
        return _result(made, draft, state, "draft_confirm")
    return _kept(made, draft, "not_actionable", accountant)


def _in_base_units(line: ReadLine, catalogue: Catalogue) -> ReadLine:
    """A line of the draft with its quantity in base units, whatever unit it was said in."""
    article = catalogue.article(line.sku)
    factor = article.units.get(line.unit.lower(), _DOZEN.get(line.unit)) if article and line.unit else None
    return line if factor is None else line.model_copy(update={"base_quantity": line.quantity * factor})


def _as_quoted(question: Question, made: Prepared, catalogue: Catalogue) -> Question:
    """The candidates in the order in which the quoted mail lists them: "the second one" counts that list."""
    quoted = "\n".join(row.text for row in made.rows if row.kind == "quote").lower()
    named = {sku: catalogue.article(sku) for sku in question.candidates}
    at = {sku: quoted.find(article.name.lower()) for sku, article in named.items() if article}
    if not quoted or len(at) < len(named) or min(at.values(), default=-1) < 0:
        return question
    return question.model_copy(update={"candidates": tuple(sorted(at, key=lambda sku: (at[sku], sku)))})


def _asks(sentence: Sentence) -> bool:
    """Whether a sentence only asks."""
    return is_question(sentence.text) or (bool(QUESTION.match(sentence.text)) and not is_request(sentence.text))


def _elsewhere(made: Prepared, accountant: Accountant) -> list[Span]:
    """ "ship it to York", where York is no place of the customer: nobody may go on as if it had not been said."""
    if made.header.ship_to is not None:
        return []
    for one in made.gathered:
        found = _SENT.search(one.sentence.text)
        if found is None or found.group("place").lower() in STOP:
            continue
        if not any(item.kind in ("article", "code") for item in one.items):
            return [accountant.span(one.sentence.whole[0].start, one.sentence.whole[-1].end)]
    return []


def _names(items: Sequence[object]) -> bool:
    return any(getattr(item, "kind", "") in ("article", "code") for item in items)


def _between(made: Prepared, text: str) -> str | None:
    """The intent of a question that leaves the draft as it is."""
    if "?" not in text and not re.match(r"\W*(?:when|where|what|how|have|has|do|did|is|are|why|any)\b", text, re.I):
        return None
    if is_request(text) and not made.evidence.scores:
        return None
    scores = {
        name: score
        for name, score in made.evidence.scores.items()
        if name not in ("spam", "auto_reply", "complaint", "order_change")
    }
    if re.match(r"\W*(?:and )?when (?:could|can|would|will|are|is|do)\b", text, re.I):
        return "stock_query"
    if not scores:
        if re.search(r"\b(?:when|enough|how (?:many|soon)|have we|got)\b", text, re.I) and "?" in text:
            return "stock_query"
        return None
    best = max(scores.items(), key=lambda one: (one[1], one[0]))
    return best[0] if best[1] >= 1.2 else None


def _header_changed(made: Prepared, draft: DraftState) -> bool:
    header = made.header
    customer = header.customer_id if header.customer_id != made.message.customer_id else None
    return bool(
        (customer and customer != draft.customer_id)
        or header.requested_date not in (None, draft.requested_date)
        or header.customer_po not in (None, draft.customer_po)
        or header.ship_to not in (None, draft.ship_to)
    )


def _sentence(sentence: Sentence, state: State, reader: Answering) -> None:
    """Answers first, then one article for another, then what is new, then changes of lines."""
    tokens = pointed([t for t in sentence.tokens if not t.kind.startswith("=") or t.kind == "=barred"])
    whole = pointed([t for t in sentence.whole or sentence.tokens if not t.kind.startswith("=")])
    if not any(token.kind in ("num", "code", "word", "many") for token in whole):
        return
    if answer(sentence, tokens, state, reader) or let_go(sentence, whole, state):
        state.changed = True
        return
    if swapped(whole, state, reader.matcher) or same_of(whole, state, reader):
        return
    if _ADDING.search(" ".join(token.norm for token in tokens[:7])) and _added(sentence, state, reader):
        return
    _edited(sentence, whole, state, reader)


def _edited(sentence: Sentence, tokens: Sequence[Token], state: State, reader: Answering) -> None:
    """Changes of lines; what names no line may be new, and what is neither stays a question."""
    focus = tuple(index for index, line in enumerate(state.lines) if line.sku in state.focus)
    edit = Editor(reader.matcher, sequel=True, focus=focus).apply(tokens, state.lines)
    if edit.changed:
        state.lines, state.changed = list(edit.lines), True
    state.focus = edit.focus or state.focus
    if edit.unclear:
        span = reader.accountant.span(tokens[0].start, tokens[-1].end)
        skus = tuple(line.sku for line in state.lines)[:10]
        number = next((token.value for token in tokens if token.kind == "num"), None)
        state.questions.append(
            Question(about="which_item", text=span.text, span=span, candidates=skus, quantity=number)
        )
        state.changed = True
    idle = not (edit.changed or edit.unclear or edit.rest)
    weakly = _WEAKLY.search(sentence.text) and not _CONFIRM.search(sentence.text)
    if idle and (_CHANGES.search(sentence.text) or weakly) and not _told_header(sentence):
        _not_understood(tokens, state, reader.accountant)
    for part in edit.rest:
        if not _added(Sentence(part, sentence.row, sentence.text, whole=part), state, reader):
            _not_understood(part, state, reader.accountant)


def _told_header(sentence: Sentence) -> bool:
    """Whether the sentence is about place, date, reference or customer, which the header has read."""
    return any(token.kind in ("=ship_to", "=date", "=po", "=customer") for token in sentence.tokens)


def _not_understood(tokens: Sequence[Token], state: State, accountant: Accountant) -> None:
    """A change that could not be carried out stays a question until it is said again."""
    span = accountant.span(tokens[0].start, tokens[-1].end)
    skus = tuple(line.sku for line in state.lines)[:10]
    if not re.search(r"\b(?:ship|deliver|send|goes?|address)\b", span.text, re.I):
        state.questions.append(Question(about="which_item", text=span.text, span=span, candidates=skus))
    state.unexplained.append(span)


def _added(sentence: Sentence, state: State, reader: Answering) -> bool:
    """New articles with their quantity, and more of one that is there already; what is not clear is asked."""
    accountant, found, added = reader.accountant, False, []
    for one in gather([sentence], reader.matcher):
        for item in one.items:
            is_one = item.kind in ("article", "code")
            line = accountant.line_of(item) if is_one and item.quantity is not None else None
            if line is not None:
                merge(state, line)
                added.append(line.sku)
            elif is_one:
                state.questions.append(accountant.question("quantity", item, accountant.named(item)))
            elif item.quantity is not None:
                state.questions.append(accountant.open_question(item))
            found = found or is_one or item.quantity is not None
        if found:
            state.unexplained += [accountant.span(t.start, t.end) for t in one.free if t.kind in ("num", "code")]
    state.focus = tuple(added) or state.focus
    state.changed = state.changed or found
    return found


def _kept(made: Prepared, draft: DraftState, intent: str, accountant: Accountant) -> Reading:
    """The draft as it was, with what was asked in between."""
    return Reading(
        id=made.message.id, intent=intent, customer_id=draft.customer_id, lines=draft.lines, questions=draft.questions,
        requested_date=draft.requested_date, customer_po=draft.customer_po, ship_to=draft.ship_to, note=draft.note,
        asked=asked_of(made, accountant), confidence=0.8,
    )  # fmt: skip


def _result(made: Prepared, draft: DraftState, state: State, intent: str, *, also: tuple[str, ...] = ()) -> Reading:
    header = made.header
    named = header.customer_id if header.customer_id != made.message.customer_id or draft.customer_id is None else None
    customer = named or draft.customer_id
    questions = [q for q in state.questions if not (q.about == "customer" and customer)]
    unexplained = (*state.unexplained, *_still_unexplained(made, draft, state))
    settled = not questions and not unexplained and not header.doubts and not made.matcher.exhausted
    ready = bool(state.lines) and settled and customer is not None
    return Reading(
        id=made.message.id, intent=intent, also=also, customer_id=customer,
        customer_candidates=header.customers or ((customer,) if customer else ()), lines=tuple(state.lines),
        questions=tuple(questions), unexplained=unexplained,
        requested_date=header.requested_date or draft.requested_date,
        customer_po=header.customer_po or draft.customer_po,
        ship_to=header.ship_to or draft.ship_to, note=draft.note, ready=ready and intent != "draft_discard",
        confidence=0.95 if ready else 0.5,
    )  # fmt: skip


def _still_unexplained(made: Prepared, draft: DraftState, state: State) -> list[Span]:
    """What was unexplained before: a place until a place is named, other words until the lines change."""
    kept = [
        text
        for text in draft.unexplained
        if not (made.header.ship_to if _SENT_WORDS.search(text) else state.changed and not state.unexplained)
    ]
    return [Span(start=0, end=0, text=text) for text in kept]
