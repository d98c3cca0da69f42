"""What stands over a list: the kind of article its rows only say designs of, and the number that all of them share."""

from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.matching import Matcher
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, words

_GREETINGS = words("hello hi hiya hey dear morning afternoon evening good thanks cheers regards friends greetings")

#: How much of a phrase may be left over where it still counts as explained.
_EXPLAINED = 0.1


def each_of(sentence: Sentence) -> Token | None:
    """The number that counts for every article of a list: "5 of each:", "3 each:", "all in 10s"."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        ahead = [one.norm for one in tokens[index + 1 : index + 4]]
        if (
            token.kind == "num"
            and ("each" in ahead or "apiece" in ahead or ahead[:1] == ["ea"] or ahead[:2] == ["of", "ea"])
            and not any(one.kind == "price" for one in tokens[index + 1 : index + 3])
        ):
            return token
        behind = tokens[index - 1].norm if index else ""
        if token.kind == "num" and behind == "all" and ahead[:1] == [":"]:
            return token
        if (
            token.kind == "many"
            and index
            and any(one.norm in ("all", "in") for one in tokens[max(0, index - 2) : index])
        ):
            return token
    return None


def has_own_number(tokens: Sequence[Token]) -> bool:
    """Whether a row says a number of its own, and not only that of a pack ("set of 4", "(box of 6)")."""
    return any(
        token.kind == "num"
        and not token.aside
        and not (index and tokens[index - 1].norm in ("of", "set", "pack", "box", "/"))
        for index, token in enumerate(tokens)
    )


def head_of(sentence: Sentence, matcher: Matcher) -> tuple[tuple[Token, ...], Sentence]:
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
            ends = index == len(tokens) - 1
            if ends and len(other) == 1 and other[0].kind == "num" and tokens[0] is not other[0]:
                other = []
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
    plain = (
        1 <= len(content) <= 4
        and len(tokens) <= 12
        and all(t.kind in ("word", "mark", "price") or t.kind.startswith("=") for t in tokens)
    )
    greets = bool(_GREETINGS & {t.norm for t in tokens}) or (bool(tokens) and tokens[-1].norm in (",", "!"))
    known = (
        plain
        and not greets
        and all(len(t.norm) > 2 for t in content)
        and all(matcher.catalogue.word(t.norm).hits for t in content)
    )
    return tuple(content) if known and matcher.match(content).kind == "several" else ()


def _spaced(tokens: Sequence[Token], index: int) -> bool:
    """A dash with room on both sides."""
    if index + 1 >= len(tokens):
        return False
    return tokens[index - 1].end < tokens[index].start and tokens[index].end < tokens[index + 1].start


def is_other_with(head: Sequence[Token], phrase: Sequence[Token], sku: str, matcher: Matcher) -> bool:
    """Whether words that were read without the head of their row are all of another article with it.

    "vintage doily: storage tin x6, travel sewing kit x10": a sewing kit, or the one with the doily.
    """
    lead = [token for token in head if token.kind == "word" and token.norm not in STOP]
    if not lead or not phrase:
        return False
    match = matcher.match([*lead, *phrase])
    return match.kind == "article" and match.best.article.sku != sku and match.best.unexplained <= _EXPLAINED
