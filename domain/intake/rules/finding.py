"""The items of a message that stands for itself: gathered, paired, counted in groups, and set against each other."""

from collections.abc import Sequence

from domain.intake.rules.choices import chosen
from domain.intake.rules.gathering import Gathered, gather
from domain.intake.rules.likewise import as_before, same_apart
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming
from domain.intake.rules.pairing import paired, set_apart
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.shares import DOUBT as BREAKDOWN
from domain.intake.rules.shares import Share, is_borne_out, share_in
from domain.intake.rules.token import Token

#: A sentence cut at a clause that wants as many of something else: its pieces, the clause's place, what it names.
Cut = tuple[tuple[Sentence, ...], int, tuple[Token, ...]]


def found_in(sentences: Sequence[Sentence], matcher: Matcher) -> tuple[tuple[Gathered, ...], tuple[str, ...]]:
    """The sentences with their items, and what of them a person has to look at."""
    naming = Naming(matcher)
    cut = [same_apart(set_apart(sentence), naming) for sentence in sentences]
    gathered, doubts = _shared_out([piece for pieces, _, _ in cut for piece in pieces], matcher)
    alike = _as_many(cut, paired(gathered, matcher), matcher)
    settled, open_choices = chosen(alike, matcher)
    return settled, (*doubts, *open_choices)


def _as_many(cut: Sequence[Cut], gathered: Sequence[Gathered], matcher: Matcher) -> list[Gathered]:
    """The items, with those of clauses that want as many as were said before."""
    wanted = {id(pieces[place]): named for pieces, place, named in cut if place >= 0}
    out: list[Gathered] = []
    for one in gathered:
        named = wanted.get(id(one.sentence))
        out.append(as_before(out, one, named, matcher) if named is not None else one)
    return out


def _shared_out(sentences: Sequence[Sentence], matcher: Matcher) -> tuple[list[Gathered], tuple[str, ...]]:
    """The items, with the parts of a total in its place wherever they turn out to be parts of it."""
    told = [share_in(sentence, matcher) for sentence in sentences]
    is_amiss = any(amiss for _, amiss in told)
    shares = [share for share, _ in told]
    if any(shares):
        gathered = gather(_cut_apart(sentences, shares), matcher)
        kept = _kept(shares, gathered, matcher)
        is_amiss |= any(share is not None and share.is_told and share not in kept for share in shares)
        if len(kept) == sum(share is not None for share in shares):
            return gathered, (BREAKDOWN,) if is_amiss else ()
        shares = [share if share in kept else None for share in shares]
    return gather(_cut_apart(sentences, shares), matcher), (BREAKDOWN,) if is_amiss else ()


def _cut_apart(sentences: Sequence[Sentence], shares: Sequence[Share | None]) -> list[Sentence]:
    out: list[Sentence] = []
    for sentence, share in zip(sentences, shares, strict=True):
        out += share.pieces if share is not None else (sentence,)
    return out


def _kept(shares: Sequence[Share | None], gathered: Sequence[Gathered], matcher: Matcher) -> list[Share]:
    """The breakdowns whose parts bear them out."""
    out: list[Share] = []
    at = 0
    for share in shares:
        if share is not None and is_borne_out(share, gathered[at + share.group], matcher):
            out.append(share)
        at += len(share.pieces) if share is not None else 1
    return out
