"""What is kept, for how long, and what a write makes old."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from econ_admin.gateway.paths import Place
from econ_admin.gateway.upstream import Upstream

REFERENCE = timedelta(hours=1)
REGISTER = timedelta(minutes=1)

FRESH_FOR: Mapping[str, timedelta] = {
    "customers": REGISTER,
    "contacts": REGISTER,
    "delivery-locations": REGISTER,
    "drafts": REGISTER,
    "booked": REGISTER,
    "totals": REGISTER,
    "products": REGISTER,
    "self": REFERENCE,
    "accounts": REFERENCE,
    "currencies": REFERENCE,
    "customer-groups": REFERENCE,
    "employees": REFERENCE,
    "layouts": REFERENCE,
    "payment-terms": REFERENCE,
    "product-groups": REFERENCE,
    "sales-accounts": REFERENCE,
    "units": REFERENCE,
    "vat-accounts": REFERENCE,
    "vat-zones": REFERENCE,
}
"""How long an answer is shown without asking again. A noun that is not named (templates, prices) is never kept."""

MAKES_OLD: Mapping[str, tuple[str, ...]] = {
    "customers": ("customers", "contacts", "delivery-locations"),
    "contacts": ("contacts", "customers"),
    "delivery-locations": ("delivery-locations", "customers"),
    "drafts": ("drafts", "totals"),
}
"""The nouns whose answers may change with a write to this one; one that is not named changes its own alone."""

STANDS_IN_FOR = timedelta(days=7)
"""How long an answer is kept to stand in where e-conomic does not answer; it says how old it is."""

LARGEST_KEPT = 2 * 1024 * 1024  # bytes of an answer


def is_kept(noun: str) -> bool:
    return noun in FRESH_FOR


def is_reference(noun: str) -> bool:
    """Whether it is one of the lists that change so seldom that nobody asks how old they are."""
    return FRESH_FOR.get(noun) == REFERENCE


def cache_key(upstream: Upstream, place: Place, params: Mapping[str, str | int] | None = None) -> str:
    """`<cache id>.<noun>.<digest of the address>`: never a token, and no two agreements alike.

    It has no quotes, since requests-cache puts it into the text of its SQL.
    """
    query = urlencode(sorted((params or {}).items()))
    asked = f"{upstream.address(place.path)}?{query}"
    return f"{upstream.cache_id}.{place.noun}.{sha256(asked.encode()).hexdigest()}"
