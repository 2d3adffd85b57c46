"""Cache policy: what is cached, for how long, and which nouns a write invalidates."""

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
"""How long a cached response counts as fresh, by noun. Nouns not listed (templates, prices) are never cached."""

INVALIDATED_NOUNS: Mapping[str, tuple[str, ...]] = {
    "customers": ("customers", "contacts", "delivery-locations"),
    "contacts": ("contacts", "customers"),
    "delivery-locations": ("delivery-locations", "customers"),
    "drafts": ("drafts", "totals"),
}
"""Nouns invalidated by a write to this noun; a noun not listed invalidates only itself."""

MAX_STALE_AGE = timedelta(days=7)
"""How long a stale response may be served when e-conomic does not answer. Pages show its age."""

MAX_CACHED_SIZE = 2 * 1024 * 1024  # bytes per response


def is_cacheable(noun: str) -> bool:
    return noun in MAX_AGE_BY_NOUN


def is_reference_list(noun: str) -> bool:
    """Tells whether the noun is a reference list, which changes so rarely that pages do not show its age."""
    return MAX_AGE_BY_NOUN.get(noun) == REFERENCE_LIST_MAX_AGE


def build_cache_key(upstream: Upstream, resource: ResourcePath, params: Mapping[str, str | int] | None = None) -> str:
    """Returns `<cache id>.<noun>.<digest of the URL>`: contains no token and differs between agreements.

    It has no quotes, since requests-cache inserts it into SQL text.
    """
    query = urlencode(sorted((params or {}).items()))
    address = f"{upstream.build_url(resource.path)}?{query}"
    return f"{upstream.cache_id}.{resource.noun}.{sha256(address.encode()).hexdigest()}"
