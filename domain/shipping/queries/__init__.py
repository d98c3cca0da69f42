"""Every SELECT of shipping: what others may ask, and the rows that the verbs work on."""

from domain.shipping.queries.packing import checks_of, loose_of, mistakes_of, package, packages_of, waiting_packages
from domain.shipping.queries.picking import all_bins, bins, count_tasks, open_pick_lists, pick_list, pick_lists, shelves
from domain.shipping.queries.shipments import (
    freight_charges,
    late_shipments,
    shipment,
    shipments,
    shipments_of,
    unbilled,
)

__all__ = [
    "all_bins",
    "bins",
    "checks_of",
    "count_tasks",
    "freight_charges",
    "late_shipments",
    "loose_of",
    "mistakes_of",
    "open_pick_lists",
    "package",
    "packages_of",
    "pick_list",
    "pick_lists",
    "shelves",
    "shipment",
    "shipments",
    "shipments_of",
    "unbilled",
    "waiting_packages",
]
