"""What was learned from messages, read once from the two files beside this one; `training` writes them."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any


@cache
def weights() -> Mapping[str, Any]:
    """Every learned weight by what it is for."""
    found: Mapping[str, Any] = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return found


@cache
def table(name: str) -> Mapping[str, float]:
    """The weight of each sign of a yes-or-no decision; "" is the bias."""
    found: Mapping[str, float] = weights().get(name, {})
    return found


def chance(name: str, signs: Mapping[str, float]) -> float:
    """How likely a yes is, 0 to 1: the logistic of the weighted signs; signs never seen weigh nothing."""
    known = table(name)
    total = known.get("", 0.0) + sum(known[sign] * value for sign, value in signs.items() if sign in known)
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))


@cache
def choices(name: str) -> tuple[tuple[str, ...], Mapping[str, tuple[float, ...]]]:
    """The names of the choices and, for each sign, a weight for every choice; "" is the bias."""
    found = weights().get(name, {"names": ["order"], "weights": {}})
    return tuple(found["names"]), {sign: tuple(row) for sign, row in found["weights"].items()}


def chosen(name: str, signs: Mapping[str, float]) -> list[tuple[str, float]]:
    """Every choice with its probability, likeliest first; the alphabet breaks ties."""
    names, known = choices(name)
    totals = list(known.get("", (0.0,) * len(names)))
    for sign, value in signs.items():
        for index, weight in enumerate(known.get(sign, ())):
            totals[index] += weight * value
    top = max(totals)
    shares = [exp(total - top) for total in totals]
    return sorted(
        ((one, share / sum(shares)) for one, share in zip(names, shares, strict=True)), key=lambda o: (-o[1], o[0])
    )


@cache
def _forest() -> tuple[tuple[str, ...], Sequence[Any]]:
    """The names of the signs, and the trees: the share of a leaf, or (sign, limit, tree up to it, tree above it)."""
    found = json.loads(files(__package__).joinpath("sureness.json").read_text(encoding="utf-8"))
    return tuple(found["signs"]), found["trees"]


def sureness(signs: Mapping[str, float]) -> float:
    """How likely a reading is right, 0 to 1: the mean, over the trees, of the share that was right of those like it."""
    names, trees = _forest()
    values = [signs.get(name, 0.0) for name in names]
    total = 0.0
    for tree in trees:
        node = tree
        while isinstance(node, list):
            node = node[2] if values[node[0]] <= node[1] else node[3]
        total += node
    return total / len(trees) if trees else 0.0


def forget() -> None:
    """Read the files anew when they are needed next."""
    for cached in (weights, table, choices, _forest):
        cached.cache_clear()
