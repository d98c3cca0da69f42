"""Draws touchless orders against silent errors, for every threshold of confidence: `python -m benchmarks.curve`.

Two curves: the six reference writers, whom the weights were learned from, and three who were kept apart.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from domain.intake.rules import preparing
from domain.intake.rules import reading as rules
from domain.intake.rules.accounting import Accountant
from domain.intake.service import to_wire
from training import messages
from training.scoring import judge
from training.wholesaler import CATALOGUE, DIRECTORY

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "confidence.svg"
THRESHOLDS = tuple(sorted({0.5, 0.6, 0.7, 0.75, 0.82, 0.85, 0.88, 0.9, 0.92, 0.95, 0.97, rules.READY}))
WIDTH, HEIGHT, MARGIN, MOST_SILENT = 560, 320, 50, 6.0


class Point(NamedTuple):
    """What a threshold gives: shares in percent."""

    threshold: float
    touchless: float
    silent: float


def points(labelled: Sequence[messages.Labelled]) -> list[Point]:
    """Read every message once and judge it at every threshold."""
    told: list[tuple[float, bool, bool]] = []
    for one in labelled:
        made = preparing.prepare(one.message, CATALOGUE, DIRECTORY, None)
        accountant = Accountant(CATALOGUE, made.matcher, made.clean, one.message.text)
        account = accountant.account(made.gathered, ordering=True)
        if rules.decide(made, account)[0] == "order" and rules.is_closed(made, account):
            found = rules.order(made, account)
            verdict = judge(one.row, to_wire(found) | {"ready": True})
            told.append((found.confidence, bool(verdict.get("touchless")), bool(verdict["silent_error"])))
    possible = sum(one.expect["intent"] == "order" and not one.expect["must_ask"] for one in labelled)
    return [
        Point(
            least,
            100 * sum(right for sure, right, _ in told if sure >= least) / possible,
            100 * sum(wrong for sure, _, wrong in told if sure >= least) / len(labelled),
        )
        for least in THRESHOLDS
    ]


def drawn(curves: dict[str, list[Point]]) -> str:
    """The curves as a picture: silent errors to the right, touchless orders upwards."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for share in range(0, 101, 20):
        y = _y(share)
        parts.append(
            f'<path d="M{MARGIN} {y:.0f}H{WIDTH - 10}" stroke="#ddd"/><text x="12" y="{y + 4:.0f}">{share} %</text>'
        )
    for share in range(int(MOST_SILENT) + 1):
        parts.append(f'<text x="{_x(share) - 8:.0f}" y="{HEIGHT - 26}">{share} %</text>')
    parts.append(f'<text x="{WIDTH - 230}" y="{HEIGHT - 8}">silent errors, of all messages</text>')
    parts.append(f'<text x="{MARGIN}" y="16">touchless, of the orders that need no question</text>')
    for (name, found), colour in zip(curves.items(), ("#1264a3", "#d9730d"), strict=True):
        path = " ".join(f"{_x(point.silent):.1f},{_y(point.touchless):.1f}" for point in found)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        ready = next(point for point in found if point.threshold == rules.READY)
        parts.append(f'<circle cx="{_x(ready.silent):.1f}" cy="{_y(ready.touchless):.1f}" r="5" fill="{colour}"/>')
        x, y = _x(found[0].silent) - 150, _y(found[0].touchless) - 8
        parts.append(f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(silent: float) -> float:
    return MARGIN + (WIDTH - MARGIN - 20) * min(silent, MOST_SILENT) / MOST_SILENT


def _y(touchless: float) -> float:
    return HEIGHT - 44 - (HEIGHT - 74) * touchless / 100


def main() -> None:
    """Print the curves as a table and draw them."""
    curves = {
        "six writers learned from": points(messages.reference()),
        "writers kept apart": points(messages.own(("w",), kept_apart=True)),
    }
    table = Table("confidence from", *(f"{name}: {what}" for name in curves for what in ("touchless %", "silent %")))
    for row in zip(*curves.values(), strict=True):
        figures = [f"{value:.1f}" for point in row for value in (point.touchless, point.silent)]
        table.add_row(f"{row[0].threshold:g}{' (ships)' if row[0].threshold == rules.READY else ''}", *figures)
    Console(width=120).print(table)
    PICTURE.write_text(drawn(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
