"""How sure a reading is: the chance that nothing of it would be changed, weighed from what was easy and what not."""

import re
from collections.abc import Sequence
from math import exp, log

from domain.intake.rules.acts import orders
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cues import CORRECTION
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import Match
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.skipping import is_measured
from domain.intake.rules.sums import is_summed
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP
from domain.intake.schemas import ReadLine

_EITHER = re.compile(r"\b(?:or|either|maybe|perhaps|possibly|unless|if you|depending)\b", re.I)
_SUMMED = re.compile(
    r"\bso (?:that'?s |make it |it'?s |just |only )?(?:\w+ )?(?:\d+|one|two|three|four|five|six|eight|ten|twelve|"
    r"sixteen)\b|= ?\d+\b(?!\.)|\ball (?:in|told)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:could ?n[o']?t|can ?n?[o']?t|did ?n[o']?t|don'?t|never|forgot(?:ten)? to|not) "
    r"(?:quite |really )?(?:remember|recall|say|said|hear|catch|caught|make out|tell|told|know|"
    r"sure|ask|put|write|get)\b|"
    r"\btrailed off\b|\bsmudged\b|\bcut off\b|\bwhich(?:ever)? (?:one|ones)?\?",
    re.I,
)
_AGAIN = re.compile(
    r"\b(?:same again|the same|as before|as last|usual|match(?:ing)?|ditto|likewise|twice|remaining|rest)\b", re.I
)

#: What a sentence may say that leaves its reading open, by name.
_SAID = (
    ("correction", CORRECTION), ("either", _EITHER), ("again", _AGAIN), ("summed", _SUMMED), ("unsure", _UNSURE),
)  # fmt: skip


def signs(
    gathered: Sequence[Gathered],
    lines: Sequence[ReadLine],
    catalogue: Catalogue,
    *,
    doubts: Sequence[str],
    shares: dict[str, float],
    let_go: float,
    mended: Sequence[tuple[int, int]] = (),
) -> dict[str, float]:
    """What speaks for and against a reading being right as it is."""
    out: dict[str, float] = {f"doubt:{doubt}": 1.0 for doubt in doubts}
    out["order share"] = shares.get("order", 0.0)
    out["surely order"] = float(shares.get("order", 0.0) > 0.95)
    out["hardly else"] = min(-log(max(1.0 - shares.get("order", 0.0), 0.001)), 6.0) / 3
    out["one line"], out["lines"] = float(len(lines) == 1), min(len(lines), 12) / 6
    out["let go"], out["hardly let go"] = 12 * let_go, float(let_go > 0.1)
    out |= _items(gathered)
    out |= _accounted(gathered)
    out |= _unread_rows(gathered)
    out |= _free(gathered, catalogue, mended)
    out["twice"] = float(len({line.sku for line in lines}) < len(lines))
    for line in lines:
        for mark in line.inferred:
            out[f"inferred:{mark}"] = 1.0
    return out


def _items(gathered: Sequence[Gathered]) -> dict[str, float]:
    items = [item for one in gathered for item in one.items if item.names_one]
    margins = sorted(min(item.margin, 6.0) for item in items) or [0.0]
    near = sorted(one.near for one in gathered if one.act != "heading") or [9.0]
    named = [item.match.best for item in items if item.match.candidates and item.code is None]
    return {
        "least margin": margins[0] / 3,
        "low margin": float(margins[0] < 1.0),
        "second margin": margins[min(1, len(margins) - 1)] / 3,
        "unsure items": min(sum(1 for margin in margins if margin < 1.5), 4) / 2,
        "near": min(near[0], 3.0),
        "near misses": min(sum(1 for gap in near if gap < 1.0), 4) / 2,
        "said least": min((one.said for one in named), default=1.0),
        "said mean": sum(one.said for one in named) / len(named) if named else 1.0,
        "wrong by margin": sum(1.0 / (1.0 + exp(2 * min(item.margin, 6.0))) for item in items),
        "unexplained most": min(max((one.unexplained for one in named), default=0.0), 3.0),
        **_rivals([item.match for item in items if item.match.candidates and item.code is None]),
        "barred": float(any(one.sentence.barred for one in gathered if one.items)),
        "code": float(any(item.code for item in items)),
        "no items beside": float(all(one.items for one in gathered if len(one.sentence.tokens) > 2)),
    }


def _rivals(matches: Sequence[Match]) -> dict[str, float]:
    """How many articles the words of an item explain as well as the one taken, and how much less of them is said."""
    counts, gaps, least = [0], [1.0], 3.0
    for match in matches:
        best = match.best
        same = [
            one
            for one in match.candidates[1:6]
            if one.explained >= best.explained - 0.05 and one.unexplained <= best.unexplained + 0.05
        ]
        counts.append(len(same))
        gaps += [best.said - one.said for one in same]
        least = min([least, *(best.value - one.value for one in match.candidates[1:2])])
    return {
        "rival behind": least / 2,
        "others fit": min(max(counts), 3) / 2,
        "others nearly said": 2 * (1.0 - min(gaps)),
    }


def _accounted(gathered: Sequence[Gathered]) -> dict[str, float]:
    """How much of the sentences with items belongs to items, how many numbers to none, what was nearly asked."""
    said = [(one, token) for one in gathered for token in one.sentence.tokens]
    within = [one.is_taken(token) for one, token in said if one.items]
    free = sum(token.kind == "num" and not one.is_taken(token) for one, token in said)
    missed = [3.0 + max(item.margin, -3.0) for one in gathered for item in one.missed]
    return {
        "taken": sum(within) / max(len(within), 1),
        "free numbers": min(free, 5) / 2,
        "nearly asked": max(missed, default=0.0) / 3,
    }


def _unread_rows(gathered: Sequence[Gathered]) -> dict[str, float]:
    """Rows between, directly above or below those with items, that say something and gave nothing."""
    rows = {one.sentence.row for one in gathered if one.items}
    unread = 0
    for one in gathered:
        row = one.sentence.row
        if one.items or row in rows or one.act == "heading" or not ({row - 1, row + 1} & rows) or len(rows) < 2:
            continue
        tokens = one.sentence.tokens
        said = [t for t in tokens if t.kind == "code" or (t.kind == "word" and t.norm not in STOP and len(t.norm) > 2)]
        unread += (
            bool(said) and len(tokens) <= 18 and not any(t.kind.startswith("=") and t.kind != "=barred" for t in tokens)
        )
    return {"unread rows": min(unread, 3) / 2, "any unread row": float(unread > 0)}


def _free(gathered: Sequence[Gathered], catalogue: Catalogue, mended: Sequence[tuple[int, int]]) -> dict[str, float]:
    """What no part of the reading accounts for, in sentences with items and in the others."""
    out: dict[str, float] = {}
    for one in gathered:
        is_mended = _is_mended(one, mended)
        if is_mended:
            out["corrected cleanly"] = out.get("corrected cleanly", 0.0) + 1.0
        where = "in" if one.items else "listed" if one.is_listed else "beside"
        for index, token in enumerate(one.sentence.tokens):
            if is_mended and any(start <= token.start < end for start, end in mended):
                continue
            kind = _free_kind(one, index, token, catalogue)
            if kind == "number" and one.counted_thing(index) is not None:
                wished = " wished" if one.act == "order" and orders(one.sentence.text) else ""
                out[f"counted thing {where}{wished}"] = out.get(f"counted thing {where}{wished}", 0.0) + 1.0
            if kind:
                out[f"{kind} {where}"] = out.get(f"{kind} {where}", 0.0) + 1.0
        for name, pattern in _SAID:
            is_worked = name == "summed" and any(is_summed(token) for token in one.sentence.tokens)
            if pattern.search(one.sentence.text) and not (is_mended or is_worked):
                state = " taken" if one.sentence.corrects else ""
                out[f"{name} {where}{state}"] = out.get(f"{name} {where}{state}", 0.0) + 1.0
    return {name: min(count, 5.0) / 2 for name, count in out.items()} | {f"any {name}": 1.0 for name in out}


def _is_mended(one: Gathered, mended: Sequence[tuple[int, int]]) -> bool:
    """Whether a correction that was understood beyond doubt accounts for a sentence."""
    if not one.sentence.tokens:
        return False
    start, end = one.sentence.tokens[0].start, one.sentence.tokens[-1].end
    if any(token.corrected and one.is_taken(token) for token in one.sentence.tokens):
        return True
    return any(first < end and start < last for first, last in mended)


def _free_kind(one: Gathered, index: int, token: Token, catalogue: Catalogue) -> str:
    if token.start < one.head_end or one.is_taken(token):
        return ""
    if token.kind == "num":
        return _number_kind(one.sentence, index, token)
    if token.kind in ("code", "size", "many", "price"):
        return token.kind
    if token.kind != "word" or token.norm in STOP or token.norm in CONTAINERS or len(token.norm) < 3 or token.aside:
        return ""
    word = catalogue.word(token.norm)
    return "strange" if not word.hits else "rare" if len(word.hits) <= 40 else "known"


def _number_kind(sentence: Sentence, index: int, token: Token) -> str:
    if token.aside:
        return "aside number"
    if is_measured(sentence.tokens, index):
        return "measured number"
    if token.times == "word" and token.value == 1:
        return "a one"
    return "long number" if token.value > 2000 or len(token.norm) > 4 else "number"
