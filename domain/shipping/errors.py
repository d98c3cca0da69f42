"""What shipping refuses, with a code and the facts."""

from domain.shared.errors import Refusal


class NothingToPick(Refusal):
    """No line of the order has allocated goods that are not picked; facts: number."""

    code = "NOTHING_TO_PICK"


class NothingToShip(Refusal):
    """No line of the order has goods of its own; facts: number."""

    code = "NOTHING_TO_SHIP"


class CarrierMissing(Refusal):
    """A shipment names who carries it; facts: number."""

    code = "CARRIER_MISSING"


class PickListClosed(Refusal):
    """The list is worked off or given up; facts: pick_list, state."""

    code = "PICK_LIST_CLOSED"


class NotOnPickList(Refusal):
    """More than the list has left to take at that position, or no such position; facts: pick_list, position, asked,
    possible.
    """

    code = "NOT_ON_PICK_LIST"


class NotPicked(Refusal):
    """More than is picked in that warehouse and in no package; facts: line_key, asked, possible."""

    code = "NOT_PICKED"


class PackageGone(Refusal):
    """The package has left or was unpacked; facts: package, shipment."""

    code = "PACKAGE_GONE"


class PackageBlocked(Refusal):
    """A check of the package found differences that nobody resolved; facts: package, differences."""

    code = "PACKAGE_BLOCKED"


class PackedMore(Refusal):
    """A package holds more of a line than is to leave; facts: package, line_key."""

    code = "PACKED_MORE"


class NothingToResolve(Refusal):
    """No check of the package waits for a resolution; facts: package."""

    code = "NOTHING_TO_RESOLVE"


class SeveralWarehouses(Refusal):
    """The goods lie in several warehouses, and one shipment leaves from one; facts: number, warehouses."""

    code = "SEVERAL_WAREHOUSES"


class NotTogether(Refusal):
    """These orders may not leave in one shipment; facts: numbers, why (customer, ship_to, currency, carrier,
    not_allowed).
    """

    code = "NOT_TOGETHER"


class AlreadyDelivered(Refusal):
    """Another report of its arrival stands; facts: shipment_number, delivered_at."""

    code = "ALREADY_DELIVERED"


class BadDeliveryTime(Refusal):
    """Nothing arrives before it left, or in the future; facts: shipment_number, shipped_at, now."""

    code = "BAD_DELIVERY_TIME"


class AlreadyCounted(Refusal):
    """Somebody counted this shelf already; facts: task, found."""

    code = "ALREADY_COUNTED"


class NotReleasable(Refusal):
    """The delivery policy of the order keeps these lines here until more has come; facts: number, lines."""

    code = "NOT_RELEASABLE"
