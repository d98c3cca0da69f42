"""What comes next in a thread: answers, changes, confirm, discard, or a question that changes nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.acts import is_request
from domain.intake.rules.lattice import Sentence
from domain.intake.rules.operations import Editor
from domain.intake.rules.reading import Prepared, asked_of
from domain.intake.rules.segments import Segmenter
from domain.intake.rules.tokens import Token, tokenize
from domain.intake.rules.vocabulary import STOP
from domain.intake.schemas import DraftState, Question, Reading, ReadLine, Span

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
    r"\b(?:swap|swop|instead|put .{0,30}back|same|undo|as (?:it|they) (?:was|were)|as before|make|change|"
    r"get rid|drop|forget|take|other way|all|no \w+|without|goes|rid|less|fewer|more|double|halve|keep|"
    r"too|both|half)\b|[\d]",
    re.I,
)
_PLACES = re.compile(
    r"\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(fifth|5th)|(last))\b(?: (?:one|option))?", re.I
)


@dataclass
class State:
    """The draft while a message works on it."""

    lines: list[ReadLine]
    questions: list[Question]
    unexplained: list[Span] = field(default_factory=list)
    changed: bool = False


def read_reply(made: Prepared, draft: DraftState, accountant: Accountant) -> Reading:
    """The draft after a message in its thread."""
    text = made.clean.text.strip()
    state = State(list(draft.lines), list(draft.questions))
    between = _between(made, text)
    if between:
        return _kept(made, draft, between, accountant)
    header = _header_changed(made, draft)
    plain = not any(token.kind in ("num", "code") for one in made.gathered for token in one.sentence.tokens)
    if _DISCARD.search(text) and plain and not any(one.items for one in made.gathered if _names(one.items)):
        return _result(made, draft, State([], [], [], True), "draft_discard", ())
    for one in made.gathered:
        _sentence(one.sentence, state, made, accountant)
    confirms = bool(_CONFIRM.search(text)) and not _NOT_YET.search(text) and not _DISCARD.search(text)
    if not state.changed and not header:
        if confirms and not state.unexplained:
            return _result(made, draft, state, "draft_confirm", ())
        if state.unexplained:
            return _result(made, draft, state, "draft_edit", ())
        return _kept(made, draft, "not_actionable", accountant)
    return _result(made, draft, state, "draft_edit", ("draft_confirm",) if confirms else ())


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


def _sentence(sentence: Sentence, state: State, made: Prepared, accountant: Accountant) -> None:
    """Answers first, then changes of lines, then what is new."""
    tokens = [token for token in sentence.tokens if not token.kind.startswith("=") or token.kind == "=barred"]
    if not any(token.kind in ("num", "code", "word", "many") for token in tokens):
        return
    if _answer(tokens, sentence.text, state, made, accountant):
        state.changed = True
        return
    if _swapped(tokens, state, made):
        return
    edit_lines = state.lines
    was = state.changed
    adding = (
        any(
            token.norm in ("add", "plus", "also", "chuck", "another", "stick", "pop", "include") for token in tokens[:4]
        )
        or tokens[0].norm == "and"
    )
    if adding and _added(sentence, state, made, accountant):
        return
    editor = Editor(made.matcher.catalogue, sequel=True)
    edit = editor.apply(tokens, edit_lines)
    if edit.changed:
        state.lines, state.changed = list(edit.lines), True
    if edit.unclear:
        span = accountant.span(tokens[0].start, tokens[-1].end)
        skus = tuple(line.sku for line in state.lines)[:10]
        number = next((token.value for token in tokens if token.kind == "num"), None)
        state.questions.append(
            Question(about="which_item", text=span.text, span=span, candidates=skus, quantity=number)
        )
        state.changed = True
    if (
        not edit.changed
        and not edit.unclear
        and not edit.rest
        and state.changed == was
        and _CHANGES.search(sentence.text)
        and not _told_header(sentence)
    ):
        _not_understood(tokens, state, accountant)
    for part in edit.rest:
        shown = Sentence(part, sentence.row, sentence.text)
        if not _added(shown, state, made, accountant):
            _not_understood(part, state, accountant)


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


def _swapped(tokens: Sequence[Token], state: State, made: Prepared) -> bool:
    """ "swap the ivory for chocolate", "roses instead of pink": one article for another, the quantity stays."""
    names = [token.norm for token in tokens]
    if names[0] in ("swap", "swop", "change", "replace", "switch", "exchange") and (
        "for" in names or "with" in names or "to" in names
    ):
        cut = next(i for i, name in enumerate(names) if name in ("for", "with", "to"))
        old, new = tokens[1:cut], tokens[cut + 1 :]
    elif "instead" in names and "of" in names[names.index("instead") :]:
        cut = names.index("instead")
        old, new = tokens[cut + 2 :], tokens[:cut]
    else:
        return False
    if any(token.kind == "num" for token in tokens):
        return False
    editor = Editor(made.matcher.catalogue, sequel=True)
    editor.lines = state.lines
    hit = editor.targets([token for token in old if token.kind != "mark"])
    if len(hit) != 1:
        return False
    line = state.lines[hit[0]]
    article = made.matcher.catalogue.article(line.sku)
    phrase = [token for token in new if token.kind in ("word", "many", "size", "num")]
    direct = made.matcher.match(phrase)
    name = [token for token in tokenize(article.name) if token.kind != "mark"] if article else []
    match = (
        direct
        if direct.kind == "article"
        else made.matcher.match_in(phrase, [t for t in name if t.norm not in {o.norm for o in old}])
    )
    if match.kind != "article" or match.best.article.sku == line.sku:
        return False
    state.lines[hit[0]] = line.model_copy(update={"sku": match.best.article.sku, "inferred": ("swap",)})
    state.changed = True
    return True


def _added(sentence: Sentence, state: State, made: Prepared, accountant: Accountant) -> bool:
    """New articles with their quantity, and more of one that is there already."""
    found = False
    for item in Segmenter(made.matcher).items(sentence):
        if item.kind in ("article", "code") and item.quantity is not None:
            line = accountant.line_of(item)
            if line is None:
                state.questions.append(accountant.question("quantity", item, (accountant.article_of(item).sku,)))
            else:
                _merge(state, line)
            found = True
        elif item.kind == "several" and item.quantity is not None:
            state.questions.append(
                accountant.question("which_item", item, tuple(c.article.sku for c in item.match.candidates))
            )
            found = True
    state.changed = state.changed or found
    return found


def _merge(state: State, line: ReadLine) -> None:
    for index, old in enumerate(state.lines):
        if old.sku == line.sku:
            total = old.base_quantity + line.base_quantity
            state.lines[index] = old.model_copy(update={"base_quantity": total, "quantity": total, "unit": None})
            return
    state.lines.append(line)


def _answer(tokens: Sequence[Token], text: str, state: State, made: Prepared, accountant: Accountant) -> bool:
    """Whether the words answer an open question: a number, a place in the list, words that pick a candidate."""
    for place, question in enumerate(state.questions):
        picked = _picked(tokens, text, question, made)
        if not picked:
            continue
        lines = [_line(sku, quantity, unit, tokens, made, accountant) for sku, quantity, unit in picked]
        if any(line is None for line in lines):
            continue
        del state.questions[place]
        for line in lines:
            if line is not None:
                _merge(state, line)
        return True
    return False


def _picked(
    tokens: Sequence[Token], text: str, question: Question, made: Prepared
) -> list[tuple[str, Decimal, str | None]]:
    numbers = [token for token in tokens if token.kind == "num"]
    content = [
        t
        for t in tokens
        if t.kind in ("word", "size", "many") and t.norm not in STOP and made.matcher.catalogue.word(t.norm).hits
    ]
    if question.about == "quantity" and question.candidates:
        known = _best_of(content, question.candidates, made) if content else question.candidates[:1]
        if len(numbers) == 1 and len(known) == 1:
            return [(known[0], numbers[0].value, numbers[0].unit)]
        return []
    if question.about != "which_item" or not question.candidates:
        return []
    code = [token.norm for token in tokens if token.kind == "code" and token.norm in question.candidates]
    chosen = (
        code
        or _by_place(text, question.candidates)
        or (_best_of(content, question.candidates, made) if content else ())
    )
    if len(chosen) != 1:
        return []
    quantity = numbers[0].value if len(numbers) == 1 else question.quantity
    return [(chosen[0], quantity, question.unit if not numbers else numbers[0].unit)] if quantity else []


def _by_place(text: str, candidates: Sequence[str]) -> tuple[str, ...]:
    found = _PLACES.search(text)
    if found is None:
        return ()
    index = len(candidates) - 1 if found.group(6) else next(i for i in range(5) if found.group(i + 1))
    return (candidates[index],) if index < len(candidates) else ()


def _best_of(content: Sequence[Token], candidates: Sequence[str], made: Prepared) -> tuple[str, ...]:
    """Candidates that the words name best; one, if they tell it from the others."""
    catalogue = made.matcher.catalogue
    scores: dict[str, float] = {}
    for sku in candidates:
        place = catalogue.place.get(sku)
        gains = [catalogue.word(t.norm) for t in content]
        scores[sku] = (
            sum(word.cost * word.gains[place].likeness for word in gains if place in word.gains)
            if place is not None
            else 0.0
        )
    best = max(scores.values(), default=0.0)
    return tuple(sku for sku in candidates if best >= 0.8 and scores[sku] >= best - 0.3)


def _line(
    sku: str, quantity: Decimal, unit: str | None, tokens: Sequence[Token], made: Prepared, accountant: Accountant
) -> ReadLine | None:
    if (
        made.matcher.catalogue.article(sku) is None
        or not 0 < quantity <= 1_000_000
        or quantity != quantity.to_integral_value()
    ):
        return None
    dozen = unit == "dozen"
    return ReadLine(
        sku=sku, quantity=quantity / 12 if dozen else quantity, unit="dozen" if dozen else None, base_quantity=quantity,
        source=accountant.span(tokens[0].start, tokens[-1].end), inferred=("answer",),
    )  # fmt: skip


def _kept(made: Prepared, draft: DraftState, intent: str, accountant: Accountant) -> Reading:
    """The draft as it was, with what was asked in between."""
    return Reading(
        id=made.message.id, intent=intent, customer_id=draft.customer_id, lines=draft.lines, questions=draft.questions,
        requested_date=draft.requested_date, customer_po=draft.customer_po, ship_to=draft.ship_to, note=draft.note,
        asked=asked_of(made, accountant), confidence=0.8,
    )  # fmt: skip


def _result(made: Prepared, draft: DraftState, state: State, intent: str, also: tuple[str, ...]) -> Reading:
    header = made.header
    named = header.customer_id if header.customer_id != made.message.customer_id or draft.customer_id is None else None
    customer = named or draft.customer_id
    questions = [q for q in state.questions if not (q.about == "customer" and customer)]
    ready = bool(state.lines) and not questions and not state.unexplained and customer is not None
    return Reading(
        id=made.message.id, intent=intent, also=also, customer_id=customer,
        customer_candidates=header.customers or ((customer,) if customer else ()), lines=tuple(state.lines),
        questions=tuple(questions), unexplained=tuple(state.unexplained),
        requested_date=header.requested_date or draft.requested_date, customer_po=header.customer_po or draft.customer_po,
        ship_to=header.ship_to or draft.ship_to, note=draft.note, ready=ready and intent != "draft_discard",
        confidence=0.95 if ready else 0.5,
    )  # fmt: skip
