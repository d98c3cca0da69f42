"""Owns the outbox: events that happened, and deliveries that are owed to people, both written in the
transaction that caused them and worked off after it by any number of processes.

An event is worked once by each of two consumers, `reactions` and `routing`. A delivery is one message to one
place, once per key. Deliveries that share an `order_key` leave in the order they were written.
"""

from domain.shared.outbox.deliveries import (
    LEASE,
    ClaimedDelivery,
    Delivery,
    DeliveryRow,
    DeliveryState,
    claim_deliveries,
    delivered,
    failed,
    give_back,
    lease_of,
    owe,
    skipped,
    try_later,
)
from domain.shared.outbox.events import (
    Consumer,
    OutboxEvent,
    RecordedEvent,
    claimed_event,
    event_failed,
    record,
    record_all,
)
from domain.shared.outbox.pace import WAKE

__all__ = [
    "LEASE",
    "WAKE",
    "ClaimedDelivery",
    "Consumer",
    "Delivery",
    "DeliveryRow",
    "DeliveryState",
    "OutboxEvent",
    "RecordedEvent",
    "claim_deliveries",
    "claimed_event",
    "delivered",
    "event_failed",
    "failed",
    "give_back",
    "lease_of",
    "owe",
    "record",
    "record_all",
    "skipped",
    "try_later",
]
