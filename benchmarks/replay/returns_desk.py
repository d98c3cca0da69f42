"""Owns goods coming back: authorised as far as the rules allow, received, looked at by chance, credited."""

from collections.abc import Mapping
from decimal import Decimal

from benchmarks.replay.real_days import BroughtBack
from benchmarks.replay.then import FINANCE, REP, WAREHOUSE, Then
from domain.returns import service as returns
from domain.returns.errors import NotReturnable
from domain.returns.schemas import Inspected, ReturnAsk
from domain.shared.errors import NotFound

#: Of what comes back so much is as good as new, so much is kept apart, and the rest is thrown away.
RESTOCKED, KEPT_APART = 0.80, 0.95


class ReturnsDesk:
    """Takes back what was shipped; what was not is refused and counted by its cause."""

    def __init__(self, then: Then, line_of: Mapping[tuple[str, int], tuple[str, int]]) -> None:
        self._then = then
        self._line_of = line_of

    def take_back(self, brought: BroughtBack) -> None:
        """Work one return through to its credit note."""
        then, asks = self._then, dict[str, dict[int, Decimal]]()
        for theirs, quantity in brought.quantities:
            number, line_no = self._line_of.get((brought.order_no, theirs), ("", 0))
            if number:
                asks.setdefault(number, {})[line_no] = quantity
            else:
                then.counts.refused["return of a line that was not taken"] += 1
        for number, quantities in asks.items():
            rma = self._authorised(number, quantities)
            if rma:
                self._settle(rma, quantities)

    def _authorised(self, number: str, quantities: dict[int, Decimal]) -> str | None:
        """The RMA of what may come back; lines that may not are refused one by one and leave `quantities`."""
        then = self._then
        reason = then.chance.choice(("surplus", "damaged", "wrong_item"))
        while quantities:
            asks = [ReturnAsk(line_no=no, quantity=quantity, reason=reason) for no, quantity in quantities.items()]
            try:
                with then.timed("returning"), then.transactions.begin() as session:
                    return returns.authorise(session, then.desk(REP), number, asks).number
            except (NotReturnable, NotFound) as refusal:
                then.counts.refused[f"return {refusal.code}"] += 1
                named = str(refusal.facts.get("line_key") or refusal.facts["subject"])
                del quantities[int(named.rpartition("/")[2])]
        return None

    def _settle(self, rma: str, quantities: Mapping[int, Decimal]) -> None:
        then = self._then
        chance = then.chance.random()
        word = "restock" if chance < RESTOCKED else "quarantine" if chance < KEPT_APART else "scrap"
        with then.timed("returning"), then.transactions.begin() as session:
            returns.receive(session, then.desk(WAREHOUSE), rma)
            seen = [Inspected(line_no=no, quantity=quantity, disposition=word) for no, quantity in quantities.items()]
            returns.inspect(session, then.desk(WAREHOUSE), rma, seen)
            returns.settle(session, then.desk(FINANCE), rma)
        then.counts.returns += 1
        then.react()
