"""A client for e-conomic's REST API: one Gateway per agreement and person. Imports neither Django nor the sandbox."""

from functools import cached_property
from typing import Any, Self

from econ_admin.gateway.concurrency import ConcurrentRunner, Unavailable, meanwhile, optional
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paging import Page
from econ_admin.gateway.pdf import Pdf
from econ_admin.gateway.query import Filter, where
from econ_admin.gateway.rate_limit import Quota, RateLimiter, SpareShare
from econ_admin.gateway.read_log import ReadLog
from econ_admin.gateway.records import Currency, CustomerGroup, Employee, Layout, PaymentTerms, Unit, VatZone
from econ_admin.gateway.redis_connection import RedisLocation
from econ_admin.gateway.resources.accounts import Accounts
from econ_admin.gateway.resources.agreement import Agreements
from econ_admin.gateway.resources.booked import Booked
from econ_admin.gateway.resources.contacts import Contacts
from econ_admin.gateway.resources.customers import Customers
from econ_admin.gateway.resources.delivery_locations import DeliveryLocations
from econ_admin.gateway.resources.drafts import Drafts
from econ_admin.gateway.resources.product_groups import ProductGroups
from econ_admin.gateway.resources.products import Products
from econ_admin.gateway.resources.reference_lists import ReferenceList
from econ_admin.gateway.resources.templates import Templates
from econ_admin.gateway.resources.totals import Totals
from econ_admin.gateway.resources.vat_accounts import VatAccounts
from econ_admin.gateway.retry_policy import RetryPolicy
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.sessions import (
    CacheLocation,
    close_sessions,
    is_prepared,
    is_usable,
    open_session,
    prepare_cache,
)
from econ_admin.gateway.status import GatewayStatus
from econ_admin.gateway.tokens import Secret, TokenAdapter, Tokens
from econ_admin.gateway.trail import Intent, Outcome, Trail
from econ_admin.gateway.transport import Transport
from econ_admin.gateway.upstream import Upstream

__all__ = [
    "CacheLocation",
    "Deadline",
    "Document",
    "Filter",
    "Gateway",
    "GatewayError",
    "GatewaySession",
    "GatewayStatus",
    "Intent",
    "Outcome",
    "Page",
    "Pdf",
    "Quota",
    "RateLimiter",
    "ReadLog",
    "RedisLocation",
    "RetryPolicy",
    "Secret",
    "SpareShare",
    "TokenAdapter",
    "Tokens",
    "Trail",
    "Transport",
    "Unavailable",
    "Upstream",
    "close_sessions",
    "is_prepared",
    "is_usable",
    "meanwhile",
    "open_session",
    "optional",
    "prepare_cache",
    "where",
]


class Gateway:
    """Gives access to one agreement in e-conomic. Each attribute is a resource, created on first use."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    @cached_property
    def together(self) -> ConcurrentRunner:
        return ConcurrentRunner(self.transport.guard)

    def refreshed(self, *, store: bool = True) -> Self:
        """Returns a gateway whose reads bypass the cache: for data that is about to be edited or must be current.

        A failed read raises; no stale response is served. With `store=False` responses are not cached. Reference lists
        still come from the cache.
        """
        return self._with_options(refresh=True, store=store)

    def cached(self) -> Self:
        """Returns a gateway whose reads may use the cache, even in a request that writes: for data around a form."""
        return self._with_options(refresh=False)

    def without_bytes(self) -> Self:
        """Returns a gateway whose pages are decoded quickly: their records have no bytes, and cannot be changed."""
        return self._with_options(keeps_bytes=False)

    def supporting(self) -> Self:
        """Returns a gateway whose reads do not count in the age that the page shows: for names around a document."""
        return self._with_options(is_supporting=True)

    def within(self, deadline: Deadline) -> Self:
        """Returns a gateway whose requests all share the time left until the deadline."""
        return self._with_options(deadline=deadline)

    def with_idempotency_key(self, key: str) -> Self:
        """Returns a gateway whose next write uses this Idempotency-Key, stored by the caller so that it survives a
        crash."""
        return self._with_options(idempotency_key=key)

    @cached_property
    def agreement(self) -> Agreements:
        return Agreements(self.transport)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self.transport)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self.transport)

    @cached_property
    def delivery_locations(self) -> DeliveryLocations:
        return DeliveryLocations(self.transport)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self.transport)

    @cached_property
    def booked(self) -> Booked:
        return Booked(self.transport)

    @cached_property
    def totals(self) -> Totals:
        return Totals(self.transport)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self.transport)

    @cached_property
    def products(self) -> Products:
        return Products(self.transport)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.transport)

    @cached_property
    def product_groups(self) -> ProductGroups:
        return ProductGroups(self.transport)

    @cached_property
    def vat_accounts(self) -> VatAccounts:
        return VatAccounts(self.transport)

    @cached_property
    def currencies(self) -> ReferenceList[Currency]:
        return ReferenceList(self.transport, "currencies", Currency)

    @cached_property
    def customer_groups(self) -> ReferenceList[CustomerGroup]:
        return ReferenceList(self.transport, "customer-groups", CustomerGroup)

    @cached_property
    def employees(self) -> ReferenceList[Employee]:
        return ReferenceList(self.transport, "employees", Employee)

    @cached_property
    def layouts(self) -> ReferenceList[Layout]:
        return ReferenceList(self.transport, "layouts", Layout)

    @cached_property
    def payment_terms(self) -> ReferenceList[PaymentTerms]:
        return ReferenceList(self.transport, "payment-terms", PaymentTerms)

    @cached_property
    def units(self) -> ReferenceList[Unit]:
        return ReferenceList(self.transport, "units", Unit)

    @cached_property
    def vat_zones(self) -> ReferenceList[VatZone]:
        return ReferenceList(self.transport, "vat-zones", VatZone)

    @property
    def cache_id(self) -> str:
        """Names the agreement in caches; contains no token."""
        return self.transport.upstream.cache_id

    def get_last_change(self, noun: str) -> float | None:
        """Returns when the noun was last written or refreshed here, in seconds since 1970: what was read before that is
        out of date. None if nothing that was read may be shown, since e-conomic refused the tokens.
        """
        return self.transport.get_last_change(noun)

    def record_kept_read(self, read_at: float, error: GatewayError | None = None) -> None:
        """Tells the page that it shows data read at this time (seconds since 1970) and kept outside the cache; with an
        error, since e-conomic did not answer now.
        """
        self.transport.record_kept_read(read_at, error)

    def get_spare_share(self) -> SpareShare:
        """Returns how many calls a read of many pages may make now."""
        return self.transport.get_spare_share()

    def refresh(self) -> None:
        """Marks all cached data of the agreement stale, for every process. It is still served if a read fails."""
        self.transport.refresh()

    def get_status(self) -> GatewayStatus:
        """Returns the state of the connection to e-conomic, without sending a request."""
        return self.transport.get_status()

    def _with_options(self, **changes: Any) -> Self:
        return type(self)(self.transport.with_options(**changes))
