"""One written word against the words of the catalogue: the same, a plural, shorthand, a compound, a typo."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from domain.intake.rules.vocabulary import EQUAL, PHRASES, SHORT

_VOWELS = re.compile(r"[aeiou]")
#: Stands behind every letter.
_LAST = "\U0010ffff"


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its plural; numbers and short words stay."""
    if len(word) <= 3 or word[-1] != "s" or word.endswith("ss") or word[0].isdigit():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if not word.endswith("us") else word


@dataclass(frozen=True)
class Meaning:
    """What a written word may be: catalogue words (all of them together) and how sure that is, 0 to 1."""

    words: tuple[str, ...]
    likeness: float


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """First letter and the consonants after it, doubles joined."""
    rest = _VOWELS.sub("", word[1:])
    return word[:1] + re.sub(r"(.)\1", r"\1", rest)


class Lexicon:
    """The words of a catalogue, indexed for shorthand and typos; a bounded memory of what was looked up."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = dict(frequencies)
        self._sorted = sorted(word for word in self.frequencies if len(word) >= 3 and word.isalpha())
        self._by_length: dict[tuple[str, int], list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in self._sorted:
            self._by_length.setdefault((word[0], len(word)), []).append(word)
            self._by_skeleton.setdefault(skeleton(word), []).append(word)
        self._equal: dict[str, tuple[str, ...]] = _equals(self.frequencies)
        for short in sorted(SHORT):
            if short in self.frequencies:
                for part in SHORT[short].split():
                    self._equal[stem(part)] = (*self._equal.get(stem(part), ()), short)
        self._cut_off()
        self._memory: dict[str, tuple[Meaning, ...]] = {}

    def _cut_off(self) -> None:
        """Rare words that only begin a common one are that word, cut at the end of a name ("FLOWE")."""
        near = _one_letter_off([word for word in self._sorted if len(word) >= 6 and self.frequencies[word] >= 8])
        for word in self._sorted:
            if self.frequencies[word] > 2 or len(word) < 4:
                continue
            longer = [whole for whole in self._beginning(word) if 0 < len(whole) - len(word) <= 3]
            common = [whole for whole in longer if self.frequencies[whole] >= 8]
            for whole in dict.fromkeys((*common, *(near(word) if len(word) >= 6 else ()))):
                self._equal[whole] = (*self._equal.get(whole, ()), word)

    def _beginning(self, start: str) -> list[str]:
        """The words that begin so, in their order."""
        first = bisect_left(self._sorted, start)
        return self._sorted[first : bisect_left(self._sorted, start + _LAST, first)]

    def _sized(self, letter: str, least: int, most: int) -> Iterator[str]:
        """The words with this first letter that are so long."""
        return chain.from_iterable(self._by_length.get((letter, length), ()) for length in range(least, most + 1))

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        """All that a written word may stand for, best first; empty for a word the catalogue cannot explain."""
        known = self._memory.get(word)
        if known is None:
            known = self._look_up(stem(word), word)
            if len(self._memory) > 50_000:
                self._memory.clear()
            self._memory[word] = known
        return known

    def knows(self, word: str) -> bool:
        """Whether the catalogue itself has this word."""
        return stem(word) in self.frequencies

    def _look_up(self, root: str, word: str) -> tuple[Meaning, ...]:
        found: dict[tuple[str, ...], float] = {}
        if root in self.frequencies:
            found[(root,)] = 1.0
            for other in self._equal.get(root, ()):
                found[(other,)] = 0.95
        for short in dict.fromkeys((word, root)):
            self._shorthand(short, found)
        if root not in self.frequencies:
            for other in self._equal.get(root, ()):
                found.setdefault((other,), 0.95)
        if root not in self.frequencies:
            self._compound(root, found)
            if not found or max(found.values()) < 0.95:
                self._typo(root, found)
        elif root in self.frequencies and self.frequencies[root] <= (12 if len(root) <= 3 else 3) and len(root) <= 4:
            self._abbreviation(root, found)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:12]
        return tuple(Meaning(words, likeness) for words, likeness in ranked)

    def _shorthand(self, short: str, found: dict[tuple[str, ...], float]) -> None:
        for part in SHORT.get(short, "").split():
            if stem(part) in self.frequencies:
                found.setdefault((stem(part),), 0.95)
        whole = tuple(stem(part) for part in PHRASES.get(short, "").split())
        if whole and all(part in self.frequencies for part in whole):
            found.setdefault(whole, 0.95)

    def _compound(self, root: str, found: dict[tuple[str, ...], float]) -> None:
        for cut in range(3, len(root) - 1):
            left, right = stem(root[:cut]), stem(root[cut:])
            if left in self.frequencies and right in self.frequencies and len(right) >= 3:
                found.setdefault((left, right), 0.93)
            elif left in self.frequencies and len(left) >= 4 and not found:
                ends = [
                    word for word in self._by_skeleton.get(skeleton(root[cut:]), ()) if self.frequencies[word] >= 20
                ]
                if len(ends) == 1:
                    found.setdefault((left, ends[0]), 0.85)

    def _typo(self, root: str, found: dict[tuple[str, ...], float]) -> None:
        if len(root) < 3 or not root.isalpha():
            return
        limit = 1 if len(root) < 6 else 2
        if len(root) >= 4:
            choices = list(self._sized(root[0], max(4, len(root) - limit), len(root) + limit))
            for word, distance, _ in process.extract(
                root, choices, scorer=DamerauLevenshtein.distance, score_cutoff=limit, limit=None
            ):
                common = len(root) > 4 or self.frequencies[word] >= 5
                if distance / len(root) <= 0.3 and common:
                    found[(word,)] = 0.9 - 0.1 * (distance - 1)
        self._abbreviation(root, found)

    def _abbreviation(self, root: str, found: dict[tuple[str, ...], float]) -> None:
        """Left-out vowels (hldr), a cut end (parl), consonants of a longer word in order (kngd for kneeling)."""
        for word in self._by_skeleton.get(skeleton(root), ()):
            if len(word) > len(root):
                found.setdefault((word,), 0.85)
        if len(root) >= 4:
            for word in self._beginning(root):
                if len(word) - len(root) <= 6:
                    found.setdefault((word,), 0.82)
            for word in self._sized(root[0], len(root) + 2, int(len(root) / 0.55) + 1):
                if root[-1] in word[-3:] and len(root) >= 0.55 * len(word) and _inside(root, word):
                    found.setdefault((word,), 0.8)
        elif len(root) == 3:
            begun = [word for word in self._beginning(root) if len(word) > 3]
            for word in begun:
                if self.frequencies[word] >= 4 or len(begun) == 1:
                    found.setdefault((word,), 0.78)


def _inside(short: str, word: str) -> bool:
    """Whether the letters stand in the word in this order."""
    at = -1
    for letter in short:
        at = word.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _one_letter_off(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Looks up which of the known words differ by one letter from another that begins alike, in their order."""
    shortened: dict[str, list[str]] = {}
    for word in known:
        for key in _shortened(word):
            shortened.setdefault(key, []).append(word)

    def near(word: str) -> list[str]:
        maybe = {each for key in _shortened(word) for each in shortened.get(key, ()) if each[0] == word[0]}
        return sorted(one for one in maybe if DamerauLevenshtein.distance(word, one, score_cutoff=1) == 1)

    return near


def _shortened(word: str) -> set[str]:
    """The word, and the word with any one letter left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _equals(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    known = set(words)
    out: dict[str, tuple[str, ...]] = {}
    for left, right in EQUAL:
        one, two = stem(left), stem(right)
        if one != two and one in known and two in known:
            out[one] = (*out.get(one, ()), two)
            out[two] = (*out.get(two, ()), one)
    return out
