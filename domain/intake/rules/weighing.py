"""What speaks for and against one way to read a stretch: numbers between about -1 and 3, in a fixed order."""

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.judging import Match
from domain.intake.rules.phrases import JOINS, VERBS
from domain.intake.rules.stretches import ONES, Around, Stretch, Way, is_vague
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, TALK

#: What is said of a stretch however it is read, in the order in which `frame` gives it.
FRAME = (
    "bias",
    "from_row_start",
    "from_mark",
    "from_join",
    "from_verb",
    "from_word",
    "to_end",
    "to_mark",
    "to_join",
    "to_word",
    "to_number",
    "to_of",
    "price",
    "code",
    "whole_row",
    "listed",
    "bare_row",
    "bare_whole",
    "vague",
    "bulk",
    "barred",
    "one_lead",
    "lead_is_verb",
    "the_lead",
    "price_behind",
    "question",
    "past",
    "refused",
    "ordering",
    "telling",
)
#: What is said of one way to read it, in the order in which `features` gives it.
WAYS = (
    "explained",
    "unexplained",
    "said",
    "gap_explained",
    "gap_said",
    "rivals",
    "exact",
    "exact_alone",
    "is_article",
    "is_several",
    "is_partly",
    "weak_word",
    "before_near",
    "before_far",
    "behind_last",
    "behind_words",
    "middle",
    "marked",
    "unit",
    "counted_one",
    "odd_number",
    "own_pack",
    "numbers_explained",
    "numbers_open",
    "number_of",
    "restated",
    "commas",
    "dashes",
    "joins",
    "stops",
    "asides",
    "talk",
    "small_words",
    "verbs",
    "strange_words",
    "code_agrees",
    "code_differs",
    "head",
    "left",
    "right",
    "context_share",
    "own_words_1",
    "own_words_many",
    "each",
)
#: Whether the number stands where the other items of the message have it.
STYLE = ("style_fits", "style_differs")
NAMES = (*FRAME, *WAYS, *STYLE)
LABELS = ("line", "ask", "which", "unknown")

_THE = frozenset(("the", "their", "those", "these"))


def frame(stretch: Stretch, around: Around) -> list[float]:
    """The features of a stretch that do not depend on how it is read."""
    before, after, first = stretch.before, stretch.after, stretch.part[0]
    whole = _is_whole_row(stretch)
    return [
        1.0,
        *_border(before, after),
        float(any(token.kind == "price" for token in stretch.part)),
        float(stretch.code is not None),
        float(whole),
        around.listed,
        around.bare,
        around.bare * whole,
        float(is_vague(stretch.part)),
        float(any(token.norm in BULK for token in stretch.part)),
        float(bool(stretch.barred)),
        float(first.norm in ONES or (before is not None and before.norm in ONES)),
        float(first.norm in VERBS or first.norm in TALK),
        float(first.norm in _THE or (before is not None and before.norm in _THE)),
        float(after is not None and after.norm == "@"),
        *around.acts,
    ]


def _border(before: Token | None, after: Token | None) -> tuple[float, ...]:
    lead = "start" if before is None else _border_kind(before)
    tail = "start" if after is None else _border_kind(after)
    return (
        float(lead == "start"),
        float(lead == "mark"),
        float(lead == "join"),
        float(lead == "verb"),
        float(lead == "word"),
        float(tail == "start"),
        float(tail == "mark"),
        float(tail == "join"),
        float(tail in ("word", "verb")),
        float(tail == "number"),
        float(after is not None and after.norm == "of"),
    )


def _border_kind(token: Token) -> str:
    if token.kind == "mark" or token.kind[0] == "=":
        return "join" if token.norm in JOINS else "mark"
    if token.norm in JOINS:
        return "join"
    if token.kind == "num":
        return "number"
    return "verb" if token.norm in VERBS else "word"


def _is_whole_row(stretch: Stretch) -> bool:
    tokens = stretch.sentence.tokens
    return not any(
        t.kind in ("word", "num", "code") and t.norm not in STOP
        for t in (*tokens[: stretch.first], *tokens[stretch.last :])
    )


def features(stretch: Stretch, way: Way, catalogue: Catalogue) -> list[float]:
    """The features of one way to read a stretch."""
    return [
        *_match_part(way.match),
        *_number_part(stretch, way),
        *_inner_part(stretch, way, catalogue),
        *_context_part(stretch, way),
    ]


def style(way: Way, leading: float) -> tuple[float, float]:
    """Whether the number stands in front as often as elsewhere in the message; `leading` is that share."""
    if way.choice is None or leading == 0.5:
        return 0.0, 0.0
    strength = abs(leading - 0.5) * 2
    return (strength, 0.0) if (leading > 0.5) == (way.choice <= 1) else (0.0, strength)


def _match_part(match: Match) -> tuple[float, ...]:
    if not match.candidates:
        return (0.0, min(match.weight, 6.0) / 3, *(0.0,) * 10)
    best = match.candidates[0]
    rival = match.candidates[1] if len(match.candidates) > 1 else None
    gap = min(best.explained - rival.explained - rival.unexplained + best.unexplained, 3.0) if rival else 3.0
    is_exact = best.said >= 0.97 and best.unexplained < 0.05
    near = 0
    for one in match.candidates[1:4]:
        near += one.explained >= best.explained - 0.6 and one.unexplained <= best.unexplained + 0.3
    return (
        min(best.explained, 8.0) / 3,
        min(best.unexplained, 4.0),
        best.said,
        gap / 2,
        best.said - rival.said if rival else best.said,
        (0.0, 0.5, 0.8, 1.0)[near],
        float(is_exact),
        float(is_exact and all(one.said < 0.97 or one.unexplained > 0.05 for one in match.candidates[1:4])),
        float(match.kind == "article"),
        float(match.kind == "several"),
        float(match.kind == "partly"),
        float(best.explained < 1.6),
    )


def _number_part(stretch: Stretch, way: Way) -> tuple[float, ...]:
    part, choice = stretch.part, way.choice
    if choice is None:
        return (0.0,) * 14
    token = part[choice]
    first, last, final = stretch.telling
    near = choice < first and all(
        one.norm in CONTAINERS or one.norm in ("of", "the", "x") for one in part[choice + 1 : first]
    )
    behind = choice > last
    trailing = choice > final
    explained, open_, restated = _other_numbers(stretch, way)
    following = part[choice + 1].norm if choice + 1 < len(part) else ""
    own = bool(way.match.candidates) and f"#{token.value.normalize():f}" in way.match.candidates[0].article.weights
    return (
        float(near),
        float(choice < first and not near),
        float(trailing),
        float(behind and not trailing),
        float(first < choice < last),
        float(token.times in ("before", "after", COLUMN)),
        float(following in CONTAINERS or token.unit is not None),
        float(token.times == "word" and token.value == 1),
        float(token.value > 1500 or token.value <= 0 or token.value % 1 != 0),
        float(own),
        explained,
        open_,
        float("of" in (following, part[choice + 2].norm if choice + 2 < len(part) else "")),
        restated,
    )


def _other_numbers(stretch: Stretch, way: Way) -> tuple[float, float, float]:
    if len(stretch.numbers) < 2 or way.choice is None:
        return 0.0, 0.0, 0.0
    explained = open_ = restated = 0.0
    weights = way.match.candidates[0].article.weights if way.match.candidates else {}
    for index in stretch.numbers:
        token = stretch.part[index]
        if index == way.choice:
            continue
        if f"#{token.value.normalize():f}" in weights:
            explained += 1
        elif token.value == stretch.part[way.choice].value:
            restated = 1.0
        else:
            open_ += 1
    return min(explained, 2.0), min(open_, 2.0), restated


def _inner_part(stretch: Stretch, way: Way, catalogue: Catalogue) -> tuple[float, ...]:
    commas, dashes, joins, stops, asides, talk, small, verbs = stretch.inner
    if way.choice is not None:
        for beside in (way.choice - 1, way.choice + 1):
            if (
                0 <= beside < len(stretch.part) - 1
                and stretch.part[beside].kind == "mark"
                and not stretch.part[beside].aside
            ):
                norm = stretch.part[beside].norm
                commas -= norm == ","
                dashes -= norm not in ",.!?;"
    strange = sum(1 for t in way.phrase if t.kind == "word" and t.norm not in STOP and not catalogue.word(t.norm).hits)
    return (
        min(commas, 2),
        min(dashes, 2),
        min(joins, 2),
        min(stops, 2),
        float(asides),
        min(talk, 2),
        min(small, 4) / 2,
        min(verbs, 2),
        min(strange, 3) / 2,
    )


def _context_part(stretch: Stretch, way: Way) -> tuple[float, ...]:
    agrees = differs = False
    if stretch.code:
        best = way.match.candidates[0] if way.match.candidates else None
        differs = best is not None and best.unexplained > max(1.0, best.explained)
        agrees = best is not None and not differs
    own = sum(1 for t in way.phrase if t.kind in ("word", "many", "size") and t.norm not in STOP and not t.aside)
    share = way.match.candidates[0].said if way.context and way.match.candidates else 0.0
    return (
        float(agrees),
        float(differs),
        float(way.context == "head"),
        float(way.context == "left"),
        float(way.context == "right"),
        share,
        float(own <= 1),
        float(own >= 5),
        float(way.choice is None and way.shared is not None),
    )
