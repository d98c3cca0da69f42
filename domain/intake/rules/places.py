"""Sets of articles as blocks of bits: joined and intersected a few thousand at once, walked from the lowest place."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

#: How many places one block holds.
BLOCK = 8192
_BYTES = BLOCK // 8


class Places:
    """A set of places among so many articles; iterates from the lowest. Sets of one catalogue go together."""

    __slots__ = ("blocks", "count")

    def __init__(self, blocks: list[int]) -> None:
        self.blocks = blocks
        self.count = sum(map(int.bit_count, blocks))

    @classmethod
    def of(cls, places: Iterable[int], among: int) -> "Places":
        """The set of these places, in their order, among so many articles."""
        blocks = [0] * (among // BLOCK + 1)
        number, marked = 0, bytearray(_BYTES)
        for place in places:
            if place // BLOCK != number:
                blocks[number] = int.from_bytes(marked, "little")
                number, marked = place // BLOCK, bytearray(_BYTES)
            inside = place % BLOCK
            marked[inside >> 3] |= 1 << (inside & 7)
        blocks[number] = int.from_bytes(marked, "little")
        return cls(blocks)

    def __len__(self) -> int:
        return self.count

    def __contains__(self, place: int) -> bool:
        return bool(self.blocks[place // BLOCK] >> place % BLOCK & 1)

    def __iter__(self) -> Iterator[int]:
        for number, bits in enumerate(self.blocks):
            if bits:
                yield from _walked(bits, number * BLOCK)

    def __and__(self, other: "Places") -> "Places":
        return Places([mine & theirs for mine, theirs in zip(self.blocks, other.blocks, strict=True)])

    def __or__(self, other: "Places") -> "Places":
        return Places([mine | theirs for mine, theirs in zip(self.blocks, other.blocks, strict=True)])

    def first(self, most: int) -> list[int]:
        """The lowest places, no more than so many."""
        return list(islice(self, most))

    @property
    def size(self) -> int:
        """How many bytes the set takes, about."""
        return sum(36 + (bits.bit_length() >> 3) for bits in self.blocks if bits) + 8 * len(self.blocks)


def within(sets: Sequence[Places], lacking: int) -> Iterator[int]:
    """Places that are in all of the sets but at most so many, 0 to 3; quickest with the smallest sets first."""
    rows = zip(*(one.blocks for one in sets), strict=True)
    for number, bits in enumerate(map(_JOINED[lacking], rows)):
        if bits:
            yield from _walked(bits, number * BLOCK)


def most_shared(places: Iterable[int], sets: Sequence[Places], most: int) -> list[int]:
    """So many of these places, those in most of the sets first, then the lowest."""
    blocks: dict[int, int] = {}
    for place in places:
        blocks[place // BLOCK] = blocks.get(place // BLOCK, 0) | 1 << place % BLOCK
    levels = {number: _levels(bits, [one.blocks[number] for one in sets]) for number, bits in sorted(blocks.items())}
    walked = (
        place
        for level in range(len(sets), -1, -1)
        for number, among in levels.items()
        for place in _walked(among[level], number * BLOCK)
    )
    return list(islice(walked, most))


def _levels(places: int, rows: Sequence[int]) -> list[int]:
    """Of these bits those that are in none of the rows, in exactly one, in two and so on."""
    levels = [places, *(0 for _ in rows)]
    for said, row in enumerate(rows):
        for level in range(said, -1, -1):
            here = levels[level] & row
            levels[level + 1] |= here
            levels[level] ^= here
    return levels


def _in_all(row: Sequence[int]) -> int:
    found = row[0]
    if found:
        for bits in row[1:]:
            found &= bits
            if not found:
                break
    return found


def _but_one(row: Sequence[int]) -> int:
    everywhere = row[0]
    if not (everywhere or row[1]):
        return 0
    but_one = -1
    for bits in row[1:]:
        but_one = but_one & bits | everywhere
        everywhere &= bits
        if not but_one:
            break
    return but_one


def _but_two(row: Sequence[int]) -> int:
    if not any(row[:3]):
        return 0
    everywhere, but_one, but_two = row[0], -1, -1
    for bits in row[1:]:
        but_two = but_two & bits | but_one
        but_one = but_one & bits | everywhere
        everywhere &= bits
        if not but_two:
            break
    return but_two


def _but_three(row: Sequence[int]) -> int:
    everywhere, but_one, but_two, but_three = row[0], -1, -1, -1
    for bits in row[1:]:
        but_three = but_three & bits | but_two
        but_two = but_two & bits | but_one
        but_one = but_one & bits | everywhere
        everywhere &= bits
    return but_three


_JOINED = (_in_all, _but_one, _but_two, _but_three)


def _walked(bits: int, base: int) -> Iterator[int]:
    """The bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield base + lowest.bit_length() - 1
        bits ^= lowest
