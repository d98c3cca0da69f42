"""Words of a customer that are known to mean an article: found in a sentence, and said so on the line they made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from domain.catalog.schemas import AliasView, LearnedWords
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.names import key_of
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, words
from domain.intake.schemas import DraftState, Question, Reading, ReadLine

ALIAS = "alias"
MOST_TOKENS = 2500
_NAMING = ("word", "size", "many", "num")
#: Words after which a description goes on: "spotty bags in red" are not just any spotty bags.
_GOES_ON = words("in with of the a as size sized colour color style")
#: Words between a number and what is counted.
_BEFORE = CONTAINERS | BULK | words("the of a an some more")
#: Words that tell articles of one family apart and name none.
BARE = words("""
    red blue green yellow pink purple black white grey gray brown orange ivory cream silver gold turquoise navy beige
    lilac mint rose light dark pale bright colour coloured plain mixed assorted
    small large big little medium mini giant tiny long short tall new old
    """)
#: Behind these an afterthought may describe what stands before: "12 spotty bags, red".
_PAUSES = frozenset(",-–—(:/;")
#: From this length on one letter may be wrong.
_LONG = 5
Phrase = tuple[str, ...]
#: Phrases by the first letter of their first word.
Letters = Mapping[str, Sequence[Phrase]]


@dataclass(frozen=True)
class Aliases:
    """One customer's words: what each phrase means, and which phrases are in dispute between which articles."""

    meant: Mapping[Phrase, LearnedWords] = field(default_factory=dict)
    disputed: Mapping[Phrase, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Where a phrase stands in a row of tokens: from `first` up to, not including, `end`."""

    phrase: Phrase
    first: int
    end: int


def understood(standing: Iterable[AliasView]) -> Aliases:
    """What the standing aliases of one customer say together; the latest word on a phrase is named as its source."""
    by_phrase: dict[Phrase, list[AliasView]] = {}
    for alias in standing:
        by_phrase.setdefault(tuple(alias.phrase.split()), []).append(alias)
    meant: dict[Phrase, LearnedWords] = {}
    disputed: dict[Phrase, tuple[str, ...]] = {}
    for phrase, said in by_phrase.items():
        last = said[-1]
        if len({alias.sku for alias in said}) == 1:
            meant[phrase] = LearnedWords(
                alias_id=last.id, said=last.said, sku=last.sku, owner=last.owner_name, learned_on=last.learned_on
            )
        else:
            disputed[phrase] = tuple(dict.fromkeys(alias.sku for alias in reversed(said)))
    return Aliases(meant, disputed)


def aliases_of(catalogue: Catalogue, customer_id: str | None) -> Aliases:
    """What the words of this customer are known to mean; nothing for a customer whom nobody knows yet."""
    return understood(catalogue.aliases.get(customer_id, ())) if customer_id else Aliases()


def meaning(text: str, catalogue: Catalogue, aliases: Aliases) -> tuple[LearnedWords | None, tuple[str, ...]]:
    """What a description means by the customer's own words, or the articles that these are in dispute between."""
    phrase = _phrase_in(text, {**aliases.meant, **aliases.disputed}, catalogue)
    learned = aliases.meant.get(phrase) if phrase else None
    active = learned if learned and catalogue.article(learned.sku) else None
    between = aliases.disputed.get(phrase, ()) if phrase else ()
    return active, tuple(sku for sku in between if catalogue.article(sku))


def with_aliases(tokens: Sequence[Token], catalogue: Catalogue, aliases: Aliases) -> list[Token]:
    """Tokens in which the customer's own words for an article are one token of kind code, as its number would be.

    Words that describe further ("red" before, "in red" behind) leave the stretch as it was written.
    """
    if not aliases.meant:
        return list(tokens)
    active = {phrase: learned for phrase, learned in aliases.meant.items() if catalogue.article(learned.sku)}
    phrases = _by_letter(active)
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _at(tokens, index, phrases, catalogue)
        if found is None or _described(tokens, found, catalogue):
            out.append(tokens[index])
            index += 1
        else:
            last = tokens[found.end - 1]
            out.append(Token(tokens[index].start, last.end, active[found.phrase].sku, "code"))
            index = found.end
    return out


def explained(reading: Reading, draft: DraftState | None, aliases: Aliases, catalogue: Catalogue) -> Reading:
    """The reading with its new lines saying where they were read by an alias; words in dispute become a question."""
    if not (aliases.meant or aliases.disputed or any(line.learned for line in reading.lines)):
        return reading
    before = draft.lines if draft else ()
    lines: list[ReadLine] = []
    questions = list(reading.questions)
    for line in reading.lines:
        if any(_same(line, old) for old in before):
            lines.append(_kept(line))
            continue
        phrase = _phrase_in(line.source.text, aliases.disputed, catalogue)
        if phrase is None:
            lines.append(_told(line, aliases, catalogue))
        else:
            skus = [sku for sku in aliases.disputed[phrase] if catalogue.article(sku)]
            questions.append(_question(line, skus))
    if len(questions) == len(reading.questions):
        return reading.model_copy(update={"lines": tuple(lines)})
    return reading.model_copy(
        update={
            "lines": tuple(lines), "questions": tuple(questions), "ready": False,
            "confidence": min(reading.confidence, 0.5),
        }
    )  # fmt: skip


def _same(line: ReadLine, old: ReadLine) -> bool:
    return line.source.text == old.source.text or line.sku == old.sku


def _kept(line: ReadLine) -> ReadLine:
    """A line that was there; what was learned counts no longer where somebody chose another article."""
    if line.learned is None or line.learned.sku == line.sku:
        return line
    return line.model_copy(update={"learned": None, "inferred": tuple(n for n in line.inferred if n != ALIAS)})


def _told(line: ReadLine, aliases: Aliases, catalogue: Catalogue) -> ReadLine:
    own = {phrase: learned for phrase, learned in aliases.meant.items() if learned.sku == line.sku}
    phrase = _phrase_in(line.source.text, own, catalogue)
    if phrase is None:
        return line
    return line.model_copy(update={"learned": own[phrase], "inferred": (*line.inferred, ALIAS)})


def _question(line: ReadLine, skus: Sequence[str]) -> Question:
    candidates = tuple(dict.fromkeys((*skus, line.sku)))[:10]
    # A line has its quantity as it was said, a question counts pieces even of dozens.
    pieces = line.quantity * 12 if line.unit == "dozen" else line.quantity
    return Question(
        about="which_item", text=line.source.text, span=line.source, candidates=candidates, quantity=pieces,
        unit=line.unit,
    )  # fmt: skip


def _by_letter(phrases: Iterable[Phrase]) -> Letters:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0][0], []).append(phrase)
    return found


def _phrase_in(text: str, known: Mapping[Phrase, object], catalogue: Catalogue) -> Phrase | None:
    """The phrase that stands in a text undescribed, or None."""
    if not known:
        return None
    phrases = _by_letter(known)
    tokens = tokenize(text)[:MOST_TOKENS]
    for index in range(len(tokens)):
        found = _at(tokens, index, phrases, catalogue)
        if found is not None and not _described(tokens, found, catalogue):
            return found.phrase
    return None


def _at(tokens: Sequence[Token], index: int, phrases: Letters, catalogue: Catalogue) -> Found | None:
    """The longest phrase that begins at this token; words that need no explaining may stand inside it."""
    if tokens[index].kind not in _NAMING:
        return None
    best: Found | None = None
    for phrase in phrases.get(key_of(tokens[index])[:1], ()):
        end = _end_of(tokens, index, phrase, catalogue)
        if end and (best is None or end > best.end):
            best = Found(phrase, index, end)
    return best


def _end_of(tokens: Sequence[Token], index: int, phrase: Phrase, catalogue: Catalogue) -> int:
    place = index
    for position, word in enumerate(phrase):
        while position and place < len(tokens) and tokens[place].kind == "word" and tokens[place].norm in STOP:
            place += 1
        if place >= len(tokens) or tokens[place].kind not in _NAMING or not _like(tokens[place], word, catalogue):
            return 0
        place += 1
    return place


def _like(token: Token, word: str, catalogue: Catalogue) -> bool:
    """The same word, its plural, or one letter wrong in a long word that the catalogue does not have."""
    written = key_of(token)
    if written == word:
        return True
    if min(len(written), len(word)) < _LONG or not written.isalpha() or written[0] != word[0]:
        return False
    return not catalogue.lexicon.knows(written) and DamerauLevenshtein.distance(written, word, score_cutoff=1) <= 1


def _described(tokens: Sequence[Token], found: Found, catalogue: Catalogue) -> bool:
    """Whether words beside the stretch say more about the article than the phrase does."""
    before = list(reversed(tokens[max(0, found.first - 4) : found.first]))
    return _led_by(before, catalogue) or _followed_by(tokens[found.end : found.end + 6], catalogue)


def _led_by(before: Sequence[Token], catalogue: Catalogue) -> bool:
    """ "red spotty bags", "red, spotty bags"; not "6 owl doorstops, spotty bags"."""
    paused = False
    for token in before:
        if token.norm in _PAUSES:
            paused = True
        elif not (token.kind == "word" and token.norm in _BEFORE):
            return token.norm in BARE if paused else _describes(token, catalogue)
    return False


def _followed_by(after: Sequence[Token], catalogue: Catalogue) -> bool:
    """ "spotty bags in red", "spotty bags, red"; not "spotty bags, owl doorstops 6"."""
    paused = False
    for place, token in enumerate(after):
        if token.norm in _PAUSES:
            paused = True
        elif not (token.kind == "word" and token.norm in _GOES_ON):
            rest = after[place:]
            named_next = paused and any(each.kind == "num" for each in rest)
            return _describes(token, catalogue) and not named_next
    return False


def _describes(token: Token, catalogue: Catalogue) -> bool:
    if token.kind in ("size", "many"):
        return True
    return token.kind == "word" and token.norm not in STOP and bool(catalogue.word(token.norm).hits)
