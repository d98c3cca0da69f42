"""All items of a message: sentence by sentence, with list heads, ellipsis and quantities that stand apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.intake.rules.acts import is_question, is_refused, is_request, orders, strongest, tells_past, wishes
from domain.intake.rules.lattice import Sentence
from domain.intake.rules.matching import Match, Matcher
from domain.intake.rules.segments import Item, Segmenter
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP, words

_HEADINGS = words("""
    qty quantity item items description desc code sku product article art ref stock number units
    unit price each ea how many amount line pos name no total deliver to when date po date delivery
    required title size colour pack cost value goods pcs cases boxes ship
    """)


_COUNTING = words("word num code price many size")


@dataclass(frozen=True)
class Gathered:
    """A sentence with the items found in it and what it does."""

    sentence: Sentence
    items: tuple[Item, ...]
    act: str
    head_end: int = 0

    @cached_property
    def free(self) -> tuple[Token, ...]:
        """Content words and numbers that no item, header or exclusion of the sentence accounts for."""
        taken = [(item.start, item.end) for item in self.items]
        out: list[Token] = []
        place = 0
        for token in self.sentence.tokens:
            while place < len(taken) and taken[place][1] <= token.start:
                place += 1
            inside = place < len(taken) and taken[place][0] <= token.start
            if inside or token.aside or token.start < self.head_end or token.kind not in _COUNTING:
                continue
            if token.kind == "word" and (token.norm in STOP or len(token.norm) < 3):
                continue
            out.append(token)
        return tuple(out)


def gather(sentences: Sequence[Sentence], matcher: Matcher) -> list[Gathered]:
    """Find the items of each sentence in turn; a list's head and the item before help the next."""
    segmenter = Segmenter(matcher)
    out: list[Gathered] = []
    head: tuple[Token, ...] = ()
    head_row = -1
    before: Item | None = None
    each: Token | None = None
    for sentence in sentences:
        act = act_of(sentence)
        if act == "heading":
            out.append(Gathered(sentence, (), act))
            continue
        own_head, rest = _head_of(sentence, matcher)
        if own_head and not any(token.kind in ("num", "code") for token in rest.tokens):
            head, head_row = own_head, sentence.row
        items = segmenter.items(rest, own_head or (head if sentence.row <= head_row + 12 else ()))
        each = each_of(sentence) or (each if not any(t.kind == "num" for t in sentence.tokens) else None)
        items = [_given(item, each) for item in items]
        items, before = _with_ellipsis(items, before, matcher)
        out.append(Gathered(sentence, tuple(items), act, rest.tokens[0].start if own_head and rest.tokens else 0))
    return out


def each_of(sentence: Sentence) -> Token | None:
    """The number that counts for every article of a list: "5 of each:", "3 each:", "all in 10s"."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        ahead = [one.norm for one in tokens[index + 1 : index + 4]]
        if (
            token.kind == "num"
            and ("each" in ahead or "apiece" in ahead)
            and not any(one.kind == "price" for one in tokens[index + 1 : index + 3])
        ):
            return token
        if (
            token.kind == "many"
            and index
            and any(one.norm in ("all", "in") for one in tokens[max(0, index - 2) : index])
        ):
            return token
    return None


def _given(item: Item, each: Token | None) -> Item:
    """An article without a number of its own gets the number said for each."""
    if each is None or item.quantity is not None or item.kind not in ("article", "several") or item.vague:
        return item
    return replace(
        item,
        quantity=each.value,
        said=each.said if each.unit else each.value,
        unit=each.unit,
        inferred=(*item.inferred, "each"),
    )


def act_of(sentence: Sentence) -> str:
    """heading, question, refused, other, past or order (which a bare list is too)."""
    text = sentence.text
    words = [token.norm for token in sentence.tokens if token.kind in ("word", "num")]
    if (
        words
        and len(words) <= 9
        and all(word in _HEADINGS for word in words)
        and any(
            w in ("qty", "quantity", "item", "description", "units", "number", "desc", "product", "article", "many")
            for w in words
        )
    ):
        return "heading"
    if words[:1] in (["total"], ["totals"], ["subtotal"]):
        return "heading"
    if is_refused(text):
        return "refused"
    if orders(text) and is_request(text):
        return "order"
    if is_question(text):
        return "question"
    if strongest(text)[1] >= 2.2 and not is_request(text):
        return "other"
    if tells_past(text) and not wishes(text):
        return "past"
    return "order"


def _head_of(sentence: Sentence, matcher: Matcher) -> tuple[tuple[Token, ...], Sentence]:
    """What stands before a colon and names a kind of article: the head of the list behind it."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if (token.norm == ":" or (token.norm == "-" and _spaced(tokens, index))) and 0 < index <= 9:
            lead = [t for t in tokens[:index] if t.kind == "word" and not t.aside]
            known = [t for t in lead if t.norm not in STOP and matcher.catalogue.word(t.norm).hits]
            shared = each_of(replace(sentence, tokens=tokens[:index]))
            if token.norm == "-" and matcher.match(lead).kind == "article":
                break
            other = [
                t
                for t in tokens[:index]
                if ((t.kind in ("num", "code", "price") and not t.aside) or t.kind.startswith("=")) and t is not shared
            ]
            numbers = sum(1 for t in tokens[index + 1 :] if t.kind == "num")
            if known and not other and (numbers >= 2 or shared or index == len(tokens) - 1):
                shift = index + 1
                barred = {max(0, place - shift): words for place, words in sentence.barred.items()}
                return tuple(lead), replace(sentence, tokens=tokens[shift:], barred=barred)
            if other and other[-1].kind.startswith("=") and not known:
                continue
            break
    return _bare_head(tokens, matcher), sentence


def _bare_head(tokens: Sequence[Token], matcher: Matcher) -> tuple[Token, ...]:
    """A row of nothing but a kind of article ("travel card wallets") is the head of the rows below."""
    content = [t for t in tokens if t.kind == "word" and t.norm not in STOP]
    plain = 1 <= len(content) <= 4 and len(tokens) <= 9 and all(t.kind in ("word", "mark") for t in tokens)
    known = plain and all(matcher.catalogue.word(t.norm).hits for t in content)
    return tuple(content) if known and matcher.match(content).kind == "several" else ()


def _spaced(tokens: Sequence[Token], index: int) -> bool:
    """A dash with room on both sides."""
    if index + 1 >= len(tokens):
        return False
    return tokens[index - 1].end < tokens[index].start and tokens[index].end < tokens[index + 1].start


def _with_ellipsis(items: Sequence[Item], before: Item | None, matcher: Matcher) -> tuple[list[Item], Item | None]:
    out: list[Item] = []
    for item in items:
        found = item
        if before is not None and item.kind not in ("article", "code") and _short(item, matcher):
            match = _elided(item, before, matcher)
            if match is not None:
                found = replace(item, match=match, inferred=(*item.inferred, "ellipsis"))
        out.append(found)
        if found.kind in ("article", "code"):
            before = found
    return out, before


def _short(item: Item, matcher: Matcher) -> bool:
    content = [t for t in item.phrase if t.norm not in STOP and (t.kind != "word" or len(t.norm) > 2)]
    return 1 <= len(content) <= 3 and all(
        matcher.catalogue.word(t.norm).meanings or t.kind != "word" or matcher.catalogue.lexicon.meanings(t.norm)
        for t in content
    )


def _elided(item: Item, before: Item, matcher: Matcher) -> Match | None:
    """The sibling of the article before that the few words name; `None` unless it is clearly one."""
    match = matcher.match_in(item.phrase, before.phrase)
    if match.kind != "article" or not before.match.candidates:
        return None
    sibling, base = match.best.article, before.match.best.article
    if sibling.sku == base.sku:
        return None
    shared = sum(weight for word, weight in sibling.weights.items() if word in base.weights)
    return match if shared >= 0.45 * sibling.total and match.best.unexplained < 0.5 else None
