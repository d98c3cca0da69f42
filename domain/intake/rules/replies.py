"""What comes next in a thread: answers, changes, confirm, discard, or a question that changes nothing."""

import re
from collections.abc import Sequence

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.acts import is_request
from domain.intake.rules.answers import Answering, State, answer, merge
from domain.intake.rules.lattice import Sentence
from domain.intake.rules.matching import Matcher
from domain.intake.rules.operations import Editor
from domain.intake.rules.reading import Prepared, asked_of
from domain.intake.rules.segments import Segmenter
from domain.intake.rules.tokens import Token, tokenize
from domain.intake.rules.vocabulary import words
from domain.intake.schemas import DraftState, Question, Reading

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
_ADDS = words("add plus also chuck another stick pop include")
_CHANGES = re.compile(
    r"\b(?:swap|swop|instead|put .{0,30}back|same|undo|as (?:it|they) (?:was|were)|as before|make|change|"
    r"get rid|drop|forget|take|other way|all|no \w+|without|goes|rid|less|fewer|more|double|halve|keep|"
    r"too|both|half)\b|[\d]",
    re.I,
)


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
        return _result(made, draft, State([], [], [], True), "draft_discard")
    for one in made.gathered:
        _sentence(one.sentence, state, Answering(made.matcher, accountant))
    confirms = bool(_CONFIRM.search(text)) and not _NOT_YET.search(text) and not _DISCARD.search(text)
    if not state.changed and not header:
        if confirms and not state.unexplained:
            return _result(made, draft, state, "draft_confirm")
        if state.unexplained:
            return _result(made, draft, state, "draft_edit")
        return _kept(made, draft, "not_actionable", accountant)
    return _result(made, draft, state, "draft_edit", also=("draft_confirm",) if confirms else ())


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
    tokens = [token for token in sentence.tokens if not token.kind.startswith("=") or token.kind == "=barred"]
    if not any(token.kind in ("num", "code", "word", "many") for token in tokens):
        return
    if answer(sentence, tokens, state, reader):
        state.changed = True
        return
    if _swapped(tokens, state, reader.matcher):
        return
    adding = tokens[0].norm == "and" or any(token.norm in _ADDS for token in tokens[:4])
    if adding and _added(sentence, state, reader):
        return
    _edited(sentence, tokens, state, reader)


def _edited(sentence: Sentence, tokens: Sequence[Token], state: State, reader: Answering) -> None:
    """Changes of lines; what names no line may be new, and what is neither stays a question."""
    edit = Editor(reader.matcher.catalogue, sequel=True).apply(tokens, state.lines)
    if edit.changed:
        state.lines, state.changed = list(edit.lines), True
    if edit.unclear:
        span = reader.accountant.span(tokens[0].start, tokens[-1].end)
        skus = tuple(line.sku for line in state.lines)[:10]
        number = next((token.value for token in tokens if token.kind == "num"), None)
        state.questions.append(
            Question(about="which_item", text=span.text, span=span, candidates=skus, quantity=number)
        )
        state.changed = True
    idle = not (edit.changed or edit.unclear or edit.rest)
    if idle and _CHANGES.search(sentence.text) and not _told_header(sentence):
        _not_understood(tokens, state, reader.accountant)
    for part in edit.rest:
        if not _added(Sentence(part, sentence.row, sentence.text), state, reader):
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


def _swapped(tokens: Sequence[Token], state: State, matcher: Matcher) -> bool:
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
    editor = Editor(matcher.catalogue, sequel=True)
    editor.lines = state.lines
    hit = editor.targets([token for token in old if token.kind != "mark"])
    if len(hit) != 1:
        return False
    line = state.lines[hit[0]]
    article = matcher.catalogue.article(line.sku)
    phrase = [token for token in new if token.kind in ("word", "many", "size", "num")]
    direct = matcher.match(phrase)
    name = [token for token in tokenize(article.name) if token.kind != "mark"] if article else []
    match = (
        direct
        if direct.kind == "article"
        else matcher.match_in(phrase, [t for t in name if t.norm not in {o.norm for o in old}])
    )
    if match.kind != "article" or match.best.article.sku == line.sku:
        return False
    state.lines[hit[0]] = line.model_copy(update={"sku": match.best.article.sku, "inferred": ("swap",)})
    state.changed = True
    return True


def _added(sentence: Sentence, state: State, reader: Answering) -> bool:
    """New articles with their quantity, and more of one that is there already."""
    found = False
    for item in Segmenter(reader.matcher).items(sentence):
        if item.kind in ("article", "code") and item.quantity is not None:
            line = reader.accountant.line_of(item)
            if line is None:
                state.questions.append(reader.accountant.question("quantity", item, reader.accountant.named(item)))
            else:
                merge(state, line)
            found = True
        elif item.kind == "several" and item.quantity is not None:
            state.questions.append(
                reader.accountant.question("which_item", item, tuple(c.article.sku for c in item.match.candidates))
            )
            found = True
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
    ready = bool(state.lines) and not questions and not state.unexplained and customer is not None
    return Reading(
        id=made.message.id, intent=intent, also=also, customer_id=customer,
        customer_candidates=header.customers or ((customer,) if customer else ()), lines=tuple(state.lines),
        questions=tuple(questions), unexplained=tuple(state.unexplained),
        requested_date=header.requested_date or draft.requested_date,
        customer_po=header.customer_po or draft.customer_po,
        ship_to=header.ship_to or draft.ship_to, note=draft.note, ready=ready and intent != "draft_discard",
        confidence=0.95 if ready else 0.5,
    )  # fmt: skip
