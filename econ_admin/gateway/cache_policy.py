"""What is kept, for how long, and what a write makes old."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.upstream import Upstream

REFERENCE_LIST_MAX_AGE = timedelta(hours=1)
REGISTER_MAX_AGE = timedelta(minutes=1)

MAX_AGE_BY_NOUN: Mapping[str, timedelta] = {
    "customers": REGISTER_MAX_AGE,
    "contacts": REGISTER_MAX_AGE,
    "delivery-locations": REGISTER_MAX_AGE,
    "drafts": REGISTER_MAX_AGE,
    "booked": REGISTER_MAX_AGE,
    "totals": REGISTER_MAX_AGE,
    "products": REGISTER_MAX_AGE,
    "self": REFERENCE_LIST_MAX_AGE,
    "accounts": REFERENCE_LIST_MAX_AGE,
    "currencies": REFERENCE_LIST_MAX_AGE,
    "customer-groups": REFERENCE_LIST_MAX_AGE,
    "employees": REFERENCE_LIST_MAX_AGE,
    "layouts": REFERENCE_LIST_MAX_AGE,
    "payment-terms": REFERENCE_LIST_MAX_AGE,
    "product-groups": REFERENCE_LIST_MAX_AGE,
    "sales-accounts": REFERENCE_LIST_MAX_AGE,
    "units": REFERENCE_LIST_MAX_AGE,
    "vat-accounts": REFERENCE_LIST_MAX_AGE,
    "vat-zones": REFERENCE_LIST_MAX_AGE,
}
"""How long an answer is shown without asking again. A noun that is not named (templates, prices) is never kept."""

INVALIDATED_NOUNS: Mapping[str, tuple[str, ...]] = {
    "customers": ("customers", "contacts", "delivery-locations"),
    "contacts": ("contacts", "customers"),
    "delivery-locations": ("delivery-locations", "customers"),
    "drafts": ("drafts", "totals"),
}
"""The nouns whose answers may change with a write to this one; one that is not named changes its own alone."""

MAX_STALE_AGE = timedelta(days=7)
"""How long an answer is kept to stand in where e-conomic does not answer; it says how old it is."""

MAX_CACHED_SIZE = 2 * 1024 * 1024  # bytes of an answer


def is_cacheable(noun: str) -> bool:
    return noun in MAX_AGE_BY_NOUN


def is_reference_list(noun: str) -> bool:
    """Whether it is one of the lists that change so seldom that nobody asks how old they are."""
    return MAX_AGE_BY_NOUN.get(noun) == REFERENCE_LIST_MAX_AGE


def build_cache_key(upstream: Upstream, resource: ResourcePath, params: Mapping[str, str | int] | None = None) -> str:
    """`<cache id>.<noun>.<digest of the address>`: never a token, and no two agreements alike.

    It has no quotes, since requests-cache puts it into the text of its SQL.
    """
    query = urlencode(sorted((params or {}).items()))
    address = f"{upstream.build_url(resource.path)}?{query}"
    return f"{upstream.cache_id}.{resource.noun}.{sha256(address.encode()).hexdigest()}"
