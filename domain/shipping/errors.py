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
