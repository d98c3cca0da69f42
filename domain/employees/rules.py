"""Decides who decides for whom on a day: delegation in chains of a bounded length, without loops."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.employees.errors import DelegationLoop, DelegationTooLong
from domain.employees.schemas import AbsenceView, chain_from


def delegates_on(absences: Iterable[AbsenceView], day: date) -> dict[str, str | None]:
    """Who is away on a day, each with who decides for them; of two absences of one person the later noted counts."""
    return {each.email: each.delegate_email for each in sorted(absences, key=lambda one: one.id) if each.covers(day)}


def chains_to(away: dict[str, str | None], email: str, most: int) -> list[tuple[str, ...]]:
    """For whom somebody decides on a day: each chain from the principal down to them, nearest first."""
    found = []
    for principal in sorted(away):
        chain = chain_from(away, principal, most)
        if principal != email and email in chain:
            found.append(chain[: chain.index(email) + 1])
    return sorted(found, key=lambda chain: (len(chain), chain))


def check_delegation(absences: Sequence[AbsenceView], new: AbsenceView, most: int) -> None:
    """Raise DelegationLoop or DelegationTooLong if a new absence makes such a chain on any of its days."""
    every = [*absences, new.model_copy(update={"id": max((each.id for each in absences), default=0) + 1})]
    edges = {new.from_date} | {each.from_date for each in absences if new.covers(each.from_date)}
    for day in sorted(edges):
        away = delegates_on(every, day)
        for start in sorted(away):
            chain = _whole_chain(away, start)
            if new.email in chain and chain[-1] in chain[:-1]:
                raise DelegationLoop(chain=" → ".join(chain))
            if new.email in chain and len(chain) - 1 > most:
                raise DelegationTooLong(chain=" → ".join(chain), most=most)


def _whole_chain(away: dict[str, str | None], start: str) -> list[str]:
    """Every step from somebody, until nobody follows or somebody comes a second time."""
    chain = [start]
    while (following := away.get(chain[-1])) is not None:
        chain.append(following)
        if chain.count(following) > 1:
            break
    return chain
