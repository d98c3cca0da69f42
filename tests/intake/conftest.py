"""A small wholesaler to read messages with."""

from datetime import date
from decimal import Decimal

import pytest

from domain.catalog.schemas import ProductView, UnitFactor
from domain.customers.schemas import DirectoryEntry
from domain.intake.schemas import DraftState, Message, Reading
from domain.intake.service import Catalogue, Directory, build_catalogue, build_directory, read

NAMES = {
    "21116": "OWL DOORSTOP",
    "22423": "REGENCY CAKESTAND 3 TIER",
    "23170": "REGENCY TEA PLATE ROSES",
    "85099B": "JUMBO BAG RED RETROSPOT",
    "85099F": "JUMBO BAG STRAWBERRY",
    "20725": "LUNCH BAG RED RETROSPOT",
    "22384": "LUNCH BAG PINK POLKADOT",
    "23209": "LUNCH BAG VINTAGE DOILY",
    "23028": "DRAWER KNOB CRACKLE GLAZE BLUE",
    "23029": "DRAWER KNOB CRACKLE GLAZE GREEN",
    "23031": "DRAWER KNOB CRACKLE GLAZE IVORY",
    "20886": "BOX OF 9 PEBBLE CANDLES",
    "22111": "SCOTTIE DOG HOT WATER BOTTLE",
    "23355": "HOT WATER BOTTLE KEEP CALM",
}
CUSTOMERS = (
    ("12502", "Thistle & Thyme Gifts", "Thistle", ("Ripon shop", "Norwich warehouse")),
    ("14961", "Meadowsweet Florists", "Meadowsweet", ("Hexham warehouse", "Ripon shop")),
    ("15380", "Wharfedale Gift Wholesalers", "Wharfedale", ("York shop", "Ripon warehouse")),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Fourteen articles and one that is no longer sold."""
    case = tuple(
        UnitFactor(unit=unit, factor=Decimal(factor)) for unit, factor in (("dozen", 12), ("box", 24), ("case", 48))
    )
    products = [ProductView(sku=sku, name=name, units=case) for sku, name in NAMES.items()]
    old = ProductView(sku="10002", name="INFLATABLE POLITICAL GLOBE", status="obsolete", replaced_by="21116")
    return build_catalogue([*products, old], {"12502": {"TT-OWL-1": "21116"}})


@pytest.fixture(scope="module")
def directory() -> Directory:
    """Three customers with their places."""
    return build_directory(
        DirectoryEntry(customer_id=who, name=name, nickname=nickname, ship_to_labels=labels)
        for who, name, nickname, labels in CUSTOMERS
    )


@pytest.fixture
def reads(catalogue: Catalogue, directory: Directory):
    """Read a rep's message of Monday 14 November 2011."""

    def reader(text: str, draft: DraftState | None = None, context: tuple[str, ...] = ()) -> Reading:
        message = Message(
            id="m", channel="slack", sender="rep", today=date(2011, 11, 14), text=text, context_skus=context
        )
        return read(message, catalogue, directory, draft)

    return reader
