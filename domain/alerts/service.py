"""The verbs of alerts: tell only what changed, sleep, and forget what is over."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.alerts.models import AlertSnoozed, AlertTold
from domain.shared.audit import Change, record
from domain.shared.database import insert_into, upsert
from domain.shared.desk import Desk

_BATCH = 1000


def tell_if_changed(session: Session, key: str, fingerprint: str, now: datetime) -> bool:
    """Whether this is to be told now: never told under this key, or told with another fingerprint, and not asleep.

    What is answered with True counts as told when the transaction commits; of two processes one hears True.
    """
    return bool(changed(session, {key: fingerprint}, now))


def changed(session: Session, fingerprints: Mapping[str, str], now: datetime) -> frozenset[str]:
    """The keys that are to be told now, as `tell_if_changed` says it of one; for jobs with many at once."""
    told = set[str]()
    waiting = iter(sorted(fingerprints))
    while keys := list(islice(waiting, _BATCH)):
        asleep = set(
            session.scalars(
                select(AlertSnoozed.alert_key).where(AlertSnoozed.alert_key.in_(keys), AlertSnoozed.until > now)
            )
        )
        awake = {key: fingerprints[key] for key in keys if key not in asleep}
        if awake:
            told |= _written(session, awake, now)
    return frozenset(told)


def _written(session: Session, fingerprints: Mapping[str, str], now: datetime) -> set[str]:
    rows = [{"alert_key": key, "fingerprint": fingerprint, "told_at": now} for key, fingerprint in fingerprints.items()]
    statement = insert_into(session, AlertTold).values(rows)
    excluded = statement.excluded
    told = statement.on_conflict_do_update(
        index_elements=["alert_key"],
        set_={"fingerprint": excluded.fingerprint, "told_at": excluded.told_at},
        where=AlertTold.fingerprint != excluded.fingerprint,
    ).returning(AlertTold.alert_key)
    return set(session.scalars(told, execution_options={"populate_existing": True}))


def forget(session: Session, keys: Iterable[str]) -> None:
    """What these keys were about is over: should it come again, it is told again."""
    session.execute(delete(AlertTold).where(AlertTold.alert_key.in_(sorted(set(keys)))))


def snooze(session: Session, desk: Desk, key: str, until: datetime) -> None:
    """Keep a key silent until a moment; what changes meanwhile is told after it."""
    upsert(session, AlertSnoozed, [{"alert_key": key, "until": until, "snoozed_by": desk.actor.id}])
    change = Change(
        subject=f"alert:{key}"[:120],
        action="alert.snoozed",
        after={"alert_key": key, "until": until.isoformat()},
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
