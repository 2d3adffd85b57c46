"""How things stand between us and e-conomic, for whoever looks after it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from econ_admin.gateway.circuit_breaker import REST
from econ_admin.gateway.rate_limit import Budget, Spending
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import ANSWERED, REFUSED, SILENT, WAIT, Sign, Unknown


@dataclass(frozen=True, slots=True)
class State:
    """Moments are None where it never happened, or is no longer so. What is of this process alone says so."""

    answered: datetime | None
    """When e-conomic last answered."""
    silent: datetime | None
    """When it was last found silent, where it is not asked for that."""
    refused: datetime | None
    """When it refused the tokens."""
    asks_again: datetime | None
    """When somebody may ask again, where nobody may now."""
    spending: Spending | None
    """What it last said of its limits."""
    calls_under_way: int
    """Of this process."""
    calls_at_once: int
    """Of this process, at most."""
    kept_answers: int
    kept_bytes: int
    records_in_memory: int
    """Of this process."""


def state_of(session: GatewaySession, agreement: str, budget: Budget, now: float) -> State:
    try:
        signs = session.signs.of(agreement)
    except Unknown:
        signs = {}
    answers, size = session.answers.held()
    silent, wait, answered = signs.get(SILENT), signs.get(WAIT), signs.get(ANSWERED)
    again = [sign.at + rest for sign, rest in ((silent, REST), (wait, 0)) if sign and sign.at + rest > now]
    return State(
        answered=_moment(answered),
        silent=_moment(silent),
        refused=_moment(signs.get(REFUSED)),
        asks_again=datetime.fromtimestamp(max(again), UTC) if again else None,
        spending=_spending(answered, budget),
        calls_under_way=budget.under_way,
        calls_at_once=budget.at_once,
        kept_answers=answers,
        kept_bytes=size,
        records_in_memory=len(session.shelf),
    )


def _spending(answered: Sign | None, budget: Budget) -> Spending | None:
    """What this process heard, or another one since."""
    if answered is None or (budget.latest and budget.heard >= answered.at):
        return budget.latest
    return Spending(**json.loads(answered.said))


def _moment(sign: Sign | None) -> datetime | None:
    return datetime.fromtimestamp(sign.at, UTC) if sign else None
