"""Who is meant: customers by name, nickname, number, domain, and their places by label; misspelt names too."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from domain.customers.schemas import DirectoryEntry
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import NUMBERS, SHORT, STOP
from domain.intake.rules.vocabulary import words as word_set
from domain.intake.rules.words import skeleton, stem

_EMPTY = word_set("the and of co ltd limited gmbh sarl sa sl bv as plc inc de a an am see")
_ORDINARY = word_set("black two silver old little party gift gifts shop blue copper button paper")
#: Customers are called "2 magpies" as well as "Two Magpies".
_IN_WORDS = {Decimal(value): word for word, value in NUMBERS.items() if value <= 20}
_FRONT = word_set("for from at by to with on")
_BEHIND = word_set("""
    want wants wanted need needs would like rang rings called call order orders please pls po p ask
    asks asked asking say says said have has is are just again here got off : - , > / . ( | took
    take
    """) | {"\n"}


@dataclass(frozen=True)
class Mention:
    """A customer named in the text: which tokens, and how sure."""

    customer_id: str
    first: int
    last: int
    score: float
    matched: int = 1
    whole: bool = True
    exact: bool = True


@dataclass
class Directory:
    """Customers indexed by the words of their names."""

    entries: dict[str, DirectoryEntry]
    by_word: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    by_letter: dict[str, list[str]] = field(default_factory=dict)
    by_email: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)


def build(entries: Iterable[DirectoryEntry]) -> Directory:
    """Index names, nicknames, domains and ship-to labels."""
    directory = Directory({entry.customer_id: entry for entry in entries})
    for customer_id, entry in sorted(directory.entries.items()):
        directory.names[customer_id] = (name_keys(entry.nickname or ""), name_keys(entry.name))
        for alias in dict.fromkeys((entry.nickname or "", entry.name)):
            words = name_keys(alias)
            if words:
                directory.by_word.setdefault(words[0], []).append((customer_id, words))
        for email in entry.emails:
            directory.by_email.setdefault(email.lower(), customer_id)
        if entry.email_domain:
            directory.by_email.setdefault(entry.email_domain.lower(), customer_id)
        for label in entry.ship_to_labels:
            directory.labels.setdefault(label.lower(), label)
    for word in sorted(directory.by_word):
        if len(word) >= 3:
            directory.by_letter.setdefault(word[0], []).append(word)
    return directory


def name_keys(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others."""
    words = [stem(word.replace("'", "")) for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", name.lower())]
    kept = tuple(word for word in words if word not in _EMPTY)
    return kept or tuple(words)


@lru_cache(maxsize=65536)
def _like(written: str, word: str) -> float:
    """How sure it is that a written word stands for a word of a name, 0 to 1."""
    if written == word:
        return 1.0
    if len(written) < 2 or written[0] != word[0]:
        return 0.0
    if word in SHORT.get(written, "").split():
        return 0.75
    if len(word) >= 5 and len(written) >= 4:
        distance = DamerauLevenshtein.distance(written, word, score_cutoff=2)
        if distance <= (1 if len(word) < 7 else 2):
            return 0.9 - 0.08 * distance
    if len(written) >= 3 and (word.startswith(written) or skeleton(word) == skeleton(written)):
        return 0.75
    if len(written) >= 2 and skeleton(word).startswith(skeleton(written)) and len(word) <= 8:
        return 0.6
    return 0.0


def mentions(directory: Directory, tokens: Sequence[Token]) -> list[Mention]:
    """Customers named in the tokens, surest first; position breaks ties."""
    found: dict[tuple[str, int], Mention] = {}
    for index, token in enumerate(tokens):
        for customer_id, words, sure in _starting_here(directory, tokens, index):
            mention = _align(directory, tokens, index, customer_id=customer_id, words=words, sure=sure)
            known = found.get((customer_id, index))
            if mention and (known is None or mention.score > known.score):
                found[(customer_id, index)] = mention
        if token.kind == "num" and token.norm in directory.entries and _names_account(tokens, index):
            found[(token.norm, index)] = Mention(token.norm, index, index, 6.0)
    return sorted(found.values(), key=lambda m: (-m.score, m.first, m.customer_id))


def _names_account(tokens: Sequence[Token], index: int) -> bool:
    before = [token.norm for token in tokens[max(0, index - 3) : index]]
    return any(word in ("account", "acct", "acc", "customer", "cust") for word in before)


def _starting_here(
    directory: Directory, tokens: Sequence[Token], index: int
) -> list[tuple[str, tuple[str, ...], float]]:
    token = tokens[index]
    if token.kind not in ("word", "num") or (len(token.norm) < 2 and token.kind == "word"):
        return []
    written = _IN_WORDS.get(token.value, token.norm) if token.kind == "num" else stem(token.norm)
    exact = [
        (who, words, sure)
        for word, sure in ((written, 1.0), *((stem(each), 0.75) for each in SHORT.get(token.norm, "").split()))
        for who, words in directory.by_word.get(word, [])
    ][:50]
    if exact or len(written) < 2 or token.norm in STOP:
        return exact
    out: list[tuple[str, tuple[str, ...], float]] = []
    for word in directory.by_letter.get(written[0], []):
        if len(out) >= 20:
            break
        sure = _like(written, word)
        if sure and (len(written) >= 4 or sure >= 0.6):
            out += [(who, words, sure) for who, words in directory.by_word[word] if len(written) >= 4 or len(words) > 1]
    return out[:20]


def _align(
    directory: Directory, tokens: Sequence[Token], first: int, *, customer_id: str, words: tuple[str, ...], sure: float
) -> Mention | None:
    """Follow the name's words from here on; `None` unless enough of a name stands there."""
    matched, likeness, last = 1, sure, first
    position, word = first + 1, 1
    while word < len(words) and position < len(tokens) and position <= last + 3:
        token = tokens[position]
        if (token.kind == "mark" and token.norm in "&+'-") or token.norm in _EMPTY:
            position += 1
            continue
        near = _like(stem(token.norm), words[word])
        if not near and word + 1 < len(words) and _like(stem(token.norm), words[word + 1]) >= 0.75:
            word += 1
            near = 0.75
        if not near:
            break
        matched, likeness, last = matched + 1, likeness + near, position
        position, word = position + 1, word + 1
    nickname = directory.names[customer_id][0]
    need = len(nickname) if nickname and words[: len(nickname)] == nickname else len(words)
    if matched < need and not (matched >= 2 and likeness >= 1.5):
        return None
    if sure < 1.0 and len(tokens[first].norm) < 4 and (matched < 2 or likeness < 1.5):
        return None
    if matched == 1 and (sure < 0.75 or (sure < 1 and len(words[0]) < 6) or (len(words) > 1 and words[0] in _ORDINARY)):
        return None
    last = _rest_of_name(directory, tokens, last, customer_id)
    score = likeness + 0.5 * (likeness / matched) + 0.4 * matched + _position(tokens, first, last)
    return Mention(customer_id, first, last, score, matched, matched >= need, likeness >= matched)


def _rest_of_name(directory: Directory, tokens: Sequence[Token], last: int, customer_id: str) -> int:
    """Words of the full name that follow a nickname belong to it ("Northgate garden centre", "northgate gc")."""
    words = directory.names[customer_id][1]
    letters = "".join(word[0] for word in words)
    end, position = last, last + 1
    while position < len(tokens) and position <= end + 2:
        norm = tokens[position].norm
        if tokens[position].kind == "word" and (
            any(_like(stem(norm), word) >= 0.6 for word in words[1:])
            or (len(norm) >= 2 and letters.endswith(norm))
            or norm in ("ltd", "limited", "gmbh", "co", "sa", "bv")
        ):
            end = position
        elif norm not in ("&", "+", "and", "'", "of"):
            break
        position += 1
    return end


def _position(tokens: Sequence[Token], first: int, last: int) -> float:
    """A name stands at the start of a row, after "for", before "want": there it is a name and no article."""
    before = tokens[first - 1].norm if first else "\n"
    after = tokens[last + 1].norm if last + 1 < len(tokens) else "\n"
    score = 0.0
    if before in ("\n", "*", "@", ">", "."):
        score += 1.0
    if before == "the" and first > 1:
        before = tokens[first - 2].norm
    if before in _FRONT:
        score += 0.8
    if after in _BEHIND:
        score += 0.5
    if first and tokens[first - 1].kind == "num":
        score -= 2.0
    if before == "not":
        score -= 2.0
    return score


def _word_after(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The word behind a place and where it ends; "w/house" and "w/h" are one word."""
    names = [token.norm for token in tokens[index + 1 : index + 4]] + ["", "", ""]
    if names[0] == "w" and names[1] == "/" and names[2] in ("house", "h", "hse"):
        return "warehouse", index + 3
    return names[0], index + 1


_WAREHOUSES = "warehouse whse wh warehse whs whouse wrhs wareh depot warehous wharehouse"
_KINDS = dict.fromkeys(_WAREHOUSES.split(), "warehouse") | dict.fromkeys(("shop", "shp", "store", "branch"), "shop")


@dataclass(frozen=True)
class Place:
    """A ship-to label found in the text."""

    label: str
    first: int
    last: int
    sure: bool


def places(directory: Directory, tokens: Sequence[Token], customer_id: str | None) -> list[Place]:
    """Ship-to labels of the customer (of anyone, where the customer is unknown) that the tokens name."""
    entry = directory.entries.get(customer_id or "")
    labels = entry.ship_to_labels if entry else tuple(directory.labels.values())
    by_city: dict[str, list[str]] = {}
    for label in labels:
        if " " in label:
            by_city.setdefault(label.split()[0].lower(), []).append(label)
    out: list[Place] = []
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        city = city_of(token.norm, by_city)
        if city:
            place = _place(tokens, index, by_city[city], entry is not None)
            out += [place] if place else []
    return out


def city_of(norm: str, by_city: Mapping[str, list[str]]) -> str | None:
    """The town that a word is, misspelt too."""
    if norm in by_city:
        return norm
    near = [
        city
        for city in by_city
        if len(city) >= 5 and norm[:1] == city[0] and DamerauLevenshtein.distance(norm, city, score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 and len(norm) >= 4 else None


def _place(tokens: Sequence[Token], index: int, labels: list[str], known: bool) -> Place | None:
    after, last = _word_after(tokens, index)
    before = tokens[index - 1].norm if index else ""
    kind = _KINDS.get(after)
    if kind is None and before in ("of", "in", "at") and index > 1:
        kind, last = _KINDS.get(tokens[index - 2].norm), index
    if kind:
        for label in labels:
            if label.lower().endswith(kind):
                return Place(label, index, last, True)
        return None
    lead = {tokens[i].norm for i in range(max(0, index - 3), index)}
    if (
        known
        and len(labels) == 1
        and (
            lead & {"to", "into", "deliver", "ship", "via", "in", "at", "our"}
            or before in ("\n", ",", "-", ":", "/", "")
        )
    ):
        return Place(labels[0], index, index, bool(lead & {"to", "deliver", "ship", "into"}))
    return None
