"""The orders that something can be told about: open, late, part shipped, overdue, disputed. The rest is routine."""

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 5, 11)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article by name; what of it has been shipped and invoiced."""

    name: str
    quantity: int
    shipped: int = 0
    invoiced: int = 0


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that is still open today; `requested` is what was promised."""

    customer_id: str
    placed: date
    requested: date
    customer_po: str
    lines: tuple[Wanted, ...]
    ship_to: str = ""


OPEN_ORDERS = (
    # Ready to be picked.
    OpenOrder("L1018", date(2026, 5, 7), date(2026, 5, 13), "AN-2231", (
        Wanted("Terracotta Pot 15cm", 96), Wanted("Bird Feeder Seed", 24), Wanted("Border Spade", 8))),
    OpenOrder("L1022", date(2026, 5, 8), date(2026, 5, 14), "GH 5521", (
        Wanted("Soy Candle Cedar", 24), Wanted("Seagrass Basket Natural Medium", 8)), ship_to="Ambleside shop"),
    # Waiting for receipts that come in time.
    OpenOrder("L1001", date(2026, 5, 5), date(2026, 5, 22), "TG-4402", (
        Wanted("Terracotta Pot 30cm", 96), Wanted("Terracotta Saucer 30cm", 48))),
    OpenOrder("L1025", date(2026, 5, 6), date(2026, 5, 27), "DT/0417", (
        Wanted("Enamel Mug Sage", 96), Wanted("Enamel Plate Sage", 48))),
    OpenOrder("L1023", date(2026, 5, 7), date(2026, 6, 3), "HH-90331", (
        Wanted("Nest Box Owl", 24), Wanted("Solar Lantern Brass", 12))),
    # Late: the receipt slipped, and one that nobody counts on any more.
    OpenOrder("L1006", date(2026, 4, 27), date(2026, 5, 6), "CK-1188", (
        Wanted("Cast Iron Casserole 26cm Black", 12), Wanted("Cast Iron Skillet 26cm", 16))),
    OpenOrder("L1012", date(2026, 4, 21), date(2026, 5, 1), "PHG 7704", (
        Wanted("Glazed Planter Plum Large", 24), Wanted("Glazed Planter Sage Large", 8))),
    # Part shipped, and shipped but not invoiced.
    OpenOrder("L1007", date(2026, 4, 29), date(2026, 5, 8), "JS-301", (
        Wanted("Wool Throw Heather", 16, shipped=8, invoiced=8),
        Wanted("Wool Cushion Heather", 8, shipped=8, invoiced=8))),
    OpenOrder("L1002", date(2026, 5, 6), date(2026, 5, 11), "2209", (
        Wanted("Coir Doormat Hare", 12, shipped=12), Wanted("Storm Lantern Medium", 8, shipped=8))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnpaidInvoice:
    """An unpaid invoice that is so many days past due today; fewer than none while it is not due yet."""

    customer_id: str
    days: int
    lines: tuple[Wanted, ...]
    is_disputed: bool = False


UNPAID_INVOICES = (
    UnpaidInvoice("L1011", 4, (Wanted("Terracotta Pot 12cm", 48), Wanted("Jute Twine Green", 24))),
    UnpaidInvoice("L1017", 10, (Wanted("Preserving Jar 1L", 48), Wanted("Linen Tea Towel Leek", 24))),
    UnpaidInvoice("L1005", 18, (Wanted("Soy Candle Fig", 24), Wanted("Wool Throw Moss", 8))),
    UnpaidInvoice("L1010", 35, (Wanted("Hot Water Bottle Sheepskin", 12), Wanted("Storm Lantern Large", 8))),
    UnpaidInvoice(
        "L1004",
        -9,
        (
            Wanted("Cast Iron Casserole 22cm Sage", 16),
            Wanted("Storage Tin Biscuit Cream", 48),
            Wanted("Soap Bar Nettle", 48),
        ),
    ),
    UnpaidInvoice("L1021", -16, (Wanted("Teapot 4 Cup Brown", 32), Wanted("Olive Wood Board Large", 16))),
    UnpaidInvoice("L1015", 25, (Wanted("Stoneware Dinner Plate Ink", 24), Wanted("Glass Carafe Smoke", 6)), True),
)

#: On hand in MAIN and NORTH where a story depends on it.
ON_HAND = {
    "Terracotta Pot 30cm": (40, 0),
    "Terracotta Saucer 30cm": (60, 24),
    "Enamel Mug Sage": (22, 14),
    "Enamel Plate Sage": (72, 12),
    "Nest Box Owl": (6, 0),
    "Solar Lantern Brass": (18, 6),
    "Cast Iron Casserole 26cm Black": (4, 0),
    "Cast Iron Skillet 26cm": (24, 8),
    "Glazed Planter Plum Large": (0, 0),
    "Glazed Planter Sage Large": (16, 8),
    "Wool Throw Heather": (12, 8),
    "Galvanised Watering Can 9L Sage": (20, 8),
    "Terracotta Pot 20cm": (260, 96),
    "Doorstop Hare": (30, 14),
    "Cast Iron Casserole 26cm Damson": (10, 4),
    "Soy Candle Fig": (66, 24),
    "Jute Twine Natural": (180, 60),
    "Terracotta Pot 15cm": (240, 48),
    "Bird Feeder Seed": (40, 16),
    "Border Spade": (18, 4),
    "Soy Candle Cedar": (54, 18),
    "Seagrass Basket Natural Medium": (20, 8),
    "Gardening Gloves Moss Medium": (96, 36),
    "Bird Feeder Peanut": (30, 8),
    "Willow Trug Large": (16, 6),
    "Wool Throw Herringbone": (20, 6),
    "Teapot 4 Cup Brown": (36, 12),
}

#: Supplier orders that a story depends on: article, quantity, due, warehouse.
DUE = (
    ("Terracotta Pot 30cm", 144, date(2026, 5, 14), "MAIN"),
    ("Enamel Mug Sage", 192, date(2026, 5, 19), "MAIN"),
    ("Nest Box Owl", 48, date(2026, 5, 22), "MAIN"),
    ("Cast Iron Casserole 26cm Black", 20, date(2026, 5, 7), "MAIN"),
    ("Glazed Planter Plum Large", 32, date(2026, 4, 20), "MAIN"),
    ("Galvanised Watering Can 9L Sage", 48, date(2026, 5, 19), "MAIN"),
    ("Doorstop Hare", 120, date(2026, 5, 21), "NORTH"),
    ("Wool Throw Heather", 24, date(2026, 5, 28), "MAIN"),
)

#: What came back: customer, how many of the first line of their last but one order, and when.
RETURNS = (("L1008", 2, date(2026, 4, 30)), ("L1014", 4, date(2026, 5, 6)), ("L1019", 1, date(2026, 5, 8)))
