"""What a message is: an order or something else, weighed from its words and from what was found in it."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from domain.intake.rules.acts import Evidence, is_question, orders
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.learned import chosen
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.topics import topic_signs
from domain.intake.schemas import Message

MOST_WORDS = 400
_STRONG = 1.5


def intents_of(gathered: Sequence[Gathered], evidence: Evidence, message: Message) -> list[tuple[str, float]]:
    """Every intent with its probability, likeliest first."""
    return chosen("intent", intent_signs(gathered, evidence, message))


def intent_signs(gathered: Sequence[Gathered], evidence: Evidence, message: Message) -> dict[str, float]:
    """What speaks for the intents: words and pairs of words outside of articles, their families, what was found."""
    out: dict[str, float] = {}
    for name, weight in evidence.scores.items():
        out[f"cue:{name}"] = min(weight, 5.0) / 2
    out["refused"], out["future"], out["past"] = float(evidence.refused), float(evidence.future), float(evidence.past)
    out["ordering"] = min(evidence.ordering, 3.0) / 2
    out[f"from:{message.channel}:{message.sender}"] = 1.0
    out |= _found(gathered)
    out |= topic_signs(gathered, message.subject)
    budget = MOST_WORDS
    for one in gathered:
        words = plain_words(one)
        for sign in _grams(words[:budget], ""):
            out[sign] = 1.0
        budget -= min(len(words), budget)
    for sign in _grams([word_of(token) for token in tokenize(message.subject or "")[:30]], "s:"):
        out[sign] = 0.7
    return out


def _found(gathered: Sequence[Gathered]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for one in gathered:
        asks = is_question(one.sentence.text)
        for item in one.items:
            known = item.names_one
            counted = "counted" if item.quantity is not None else "bare"
            strong = "sure" if known and item.margin >= _STRONG else "known" if known else "open"
            counts[f"{strong} {counted}{' asked' if asks else ''}"] += 1
        counts["questions" if asks else "sentences"] += 1
        wished = " wished" if orders(one.sentence.text) else ""
        counts[f"things{wished}"] += sum(
            token.kind == "num" and one.counted_thing(index) is not None
            for index, token in enumerate(one.sentence.tokens)
            if not one.is_taken(token)
        )
    return {f"n:{name}": min(count, 6) / 3 for name, count in counts.items()} | {
        f"has:{name}": 1.0 for name, count in counts.items() if count and name != "sentences"
    }


def plain_words(one: Gathered) -> list[str]:
    """The words of a sentence with articles, numbers and header facts as what they are."""
    out: list[str] = []
    for token in one.sentence.whole or one.sentence.tokens:
        word = "<item>" if one.is_taken(token) else word_of(token)
        if word and not (word[0] == "<" and out and out[-1] == word):
            out.append(word)
    return out


def word_of(token: Token) -> str:
    """A word as itself, everything else as its kind."""
    if token.kind.startswith("="):
        return f"<{token.kind[1:]}>"
    if token.kind in ("num", "many"):
        return "<n>"
    if token.kind in ("code", "price", "size"):
        return f"<{token.kind}>"
    if token.kind == "mark":
        return token.norm if token.norm in "?!" else ""
    return token.norm


def _grams(words: Sequence[str], prefix: str) -> Iterable[str]:
    yield from (prefix + word for word in words)
    yield from (f"{prefix}{one} {two}" for one, two in itertools.pairwise(words))
