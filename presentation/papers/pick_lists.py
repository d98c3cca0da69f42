"""Owns the printed pick list: bin by bin, with a place to tick and its number to scan."""

from domain.shared.quantity import plain
from domain.shipping.schemas import PickListView
from presentation.papers.barcodes import code_128
from presentation.papers.typesetting import typeset


def pick_lists_pdf(lists: tuple[PickListView, ...]) -> bytes:
    """Each list from a new page on, A4; lines of which nothing is to be taken are left out."""
    return typeset(
        "pick_list",
        {
            "lists": [
                {
                    "number": view.pick_list,
                    "bars": code_128(view.pick_list),
                    "warehouse": view.warehouse,
                    "route": view.route or "no route",
                    "rows": [
                        [
                            str(line.position),
                            line.bin or "-",
                            line.sku,
                            line.name,
                            plain(line.to_take),
                            line.order_number,
                        ]
                        for line in view.lines
                        if line.to_take > 0
                    ],
                }
                for view in lists
            ]
        },
    )
