"""The rate limit: a bucket for each pair of tokens, in the store, so that all processes draw from the same."""

from dataclasses import dataclass
from math import ceil
from sqlite3 import Connection

from werkzeug.wrappers import Request

from econ_admin.sandbox.authentication import DEMO, READ_WRITE, READING, tokens
from econ_admin.sandbox.error_responses import Refusal

READING_COSTS, WRITING_COSTS = 1, 3  # ours: the real costs are not known
TABLE = "CREATE TABLE IF NOT EXISTS spent (pair TEXT PRIMARY KEY, used REAL, at REAL) WITHOUT ROWID;"
# One statement, so that it is exact without a transaction around it: the bucket runs out evenly as time goes by,
# and where the cost does not fit, nothing is changed and no row comes back.
SPEND = """
INSERT INTO spent SELECT :pair, :cost, :now WHERE :cost <= :size ON CONFLICT DO UPDATE SET
used = max(0, used - max(0, :now - at) * :speed) + :cost, at = :now
WHERE max(0, used - max(0, :now - at) * :speed) + :cost <= :size RETURNING used
"""
LEFT = "SELECT max(0, used - max(0, :now - at) * :speed) FROM spent WHERE pair = :pair"


@dataclass(frozen=True, slots=True)
class Rate:
    """So much in so many seconds."""

    size: int = 10_000
    seconds: int = 60


GENEROUS = Rate()


@dataclass(frozen=True, slots=True)
class Spent:
    """What an exchange cost, what that makes of the bucket, and how long to wait where it did not fit."""

    cost: int
    used: int
    rate: Rate
    wait: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """The two that every answer has."""
        limit = f"token-limit-{self.rate.size}-per-{self.rate.seconds}-seconds"
        return {"X-CallCost": str(self.cost), "X-RateLimiting": f"{limit}: {self.used}/{self.rate.size}"}


def throttled(seconds: int) -> Refusal:
    """429; the body is not known, nor whether there is always a Retry-After."""
    hint = f"Try again in {seconds} seconds."
    return Refusal(429, "Too many requests.", hint, headers={"Retry-After": str(seconds)})


def cost_of(request: Request) -> int:
    """What an exchange costs."""
    return READING_COSTS if request.method in READING else WRITING_COSTS


def pair_of(request: Request) -> str:
    """Whose bucket it is: of tokens that are known, else of all strangers together."""
    return next((token for token in (READ_WRITE, DEMO) if tokens(request) == (token, token)), "")


def spend(connection: Connection, rate: Rate, pair: str, cost: int, now: float) -> Spent:
    """Draw from a bucket, or say when there will be enough in it."""
    speed = rate.size / rate.seconds
    told = {"pair": pair, "cost": cost, "now": now, "size": rate.size, "speed": speed}
    row = connection.execute(SPEND, told).fetchone()
    if row:
        return Spent(cost, ceil(row[0]), rate)
    row = connection.execute(LEFT, told).fetchone()
    used = float(row[0]) if row else 0.0
    return Spent(0, ceil(used), rate, wait=max(1, ceil((used + cost - rate.size) / speed)))
