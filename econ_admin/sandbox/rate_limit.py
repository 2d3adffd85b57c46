"""Rate limiting: a leaky bucket per pair of tokens, in the store, shared by all processes."""

from dataclasses import dataclass
from math import ceil
from sqlite3 import Connection

from werkzeug.wrappers import Request

from econ_admin.sandbox.authentication import DEMO_TOKEN, READ_WRITE_TOKEN, SAFE_METHODS, get_tokens
from econ_admin.sandbox.error_responses import ApiError

READ_COST, WRITE_COST = 1, 3  # our choice: the real costs are not known
PUBLISHED_COST, PUBLISHED_ACCOUNT_COST = 13, 1  # of a booked invoice and an account; our choice that the rest costs 13
BUCKET_TABLE = "CREATE TABLE IF NOT EXISTS spent (pair TEXT PRIMARY KEY, used REAL, at REAL) WITHOUT ROWID;"
# A single statement, so it needs no transaction: the bucket drains over time; if the cost does not fit, nothing is
# changed and no row is returned.
SPEND_SQL = """
INSERT INTO spent SELECT :pair, :cost, :now WHERE :cost <= :size ON CONFLICT DO UPDATE SET
used = max(0, used - max(0, :now - at) * :speed) + :cost, at = :now
WHERE max(0, used - max(0, :now - at) * :speed) + :cost <= :size RETURNING used
"""
USED_SQL = "SELECT max(0, used - max(0, :now - at) * :speed) FROM spent WHERE pair = :pair"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A capacity per number of seconds."""

    capacity: int = 10_000
    seconds: int = 60
    is_published: bool = False
    """Whether it is the limit that two public pages describe: another header, and a cost by endpoint."""
    per_second: float = 0
    """How quickly the bucket drains; 0: the capacity in these seconds."""

    @property
    def drain_rate(self) -> float:
        return self.per_second or self.capacity / self.seconds

    def get_cost(self, request: Request) -> int:
        """Returns the cost of a request."""
        if self.is_published:
            return PUBLISHED_ACCOUNT_COST if request.path.startswith("/accounts") else PUBLISHED_COST
        return READ_COST if request.method in SAFE_METHODS else WRITE_COST


DEFAULT_RATE_LIMIT = RateLimit()
PUBLISHED_RATE_LIMIT = RateLimit(2_000, 60, is_published=True, per_second=30)


@dataclass(frozen=True, slots=True)
class Charge:
    """The cost of a request, the bucket's level, and the seconds to wait if the cost did not fit."""

    cost: int
    used: int
    limit: RateLimit
    retry_after: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """The two headers of every response."""
        name = "limit" if self.limit.is_published else "token-limit"
        limit = f"{name}-{self.limit.capacity}-per-{self.limit.seconds}-seconds"
        return {"X-CallCost": str(self.cost), "X-RateLimiting": f"{limit}: {self.used}/{self.limit.capacity}"}


def rate_limit_error(seconds: int) -> ApiError:
    """429; neither the body nor whether Retry-After is always sent is known."""
    hint = f"Try again in {seconds} seconds."
    return ApiError(429, "Too many requests.", hint, headers={"Retry-After": str(seconds)})


def get_token_pair(request: Request) -> str:
    """Returns the bucket of a request: one per known pair of tokens, "" for all others."""
    return next((token for token in (READ_WRITE_TOKEN, DEMO_TOKEN) if get_tokens(request) == (token, token)), "")


def draw_from_bucket(connection: Connection, limit: RateLimit, token_pair: str, cost: int, now: float) -> Charge:
    """Charges a bucket, or returns the seconds until the cost fits."""
    parameters = {"pair": token_pair, "cost": cost, "now": now, "size": limit.capacity, "speed": limit.drain_rate}
    row = connection.execute(SPEND_SQL, parameters).fetchone()
    if row:
        return Charge(cost, ceil(row[0]), limit)
    row = connection.execute(USED_SQL, parameters).fetchone()
    used = float(row[0]) if row else 0.0
    return Charge(0, ceil(used), limit, retry_after=max(1, ceil((used + cost - limit.capacity) / limit.drain_rate)))
