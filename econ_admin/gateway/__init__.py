"""The client of e-conomic's REST API: one Gateway per agreement and person. It knows no Django and no sandbox."""

from econ_admin.gateway.concurrency import ConcurrentRunner, Unavailable, optional
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paging import Page
from econ_admin.gateway.pdf import Pdf
from econ_admin.gateway.query import Filter, where
from econ_admin.gateway.rate_limit import Quota, RateLimiter
from econ_admin.gateway.read_log import ReadLog
from econ_admin.gateway.records import Currency, CustomerGroup, Employee, Layout, PaymentTerms, Unit, VatZone
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
from econ_admin.gateway.sessions import close_sessions, open_session, prepare_cache
from econ_admin.gateway.status import GatewayStatus
from econ_admin.gateway.tokens import Secret, TokenAdapter, Tokens
from econ_admin.gateway.trail import Intent, Outcome, Trail
from econ_admin.gateway.transport import Transport
from econ_admin.gateway.upstream import Upstream

__all__ = [
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
    "RetryPolicy",
    "Secret",
    "TokenAdapter",
    "Tokens",
    "Trail",
    "Transport",
    "Unavailable",
    "Upstream",
    "close_sessions",
    "open_session",
    "optional",
    "prepare_cache",
    "where",
]


class Gateway:
    """An agreement's e-conomic, one attribute per resource."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.together = ConcurrentRunner(transport.guard)

        self.agreement = Agreements(transport)
        self.customers = Customers(transport)
        self.contacts = Contacts(transport)
        self.delivery_locations = DeliveryLocations(transport)

        self.drafts = Drafts(transport)
        self.booked = Booked(transport)
        self.totals = Totals(transport)
        self.templates = Templates(transport)
        self.products = Products(transport)

        self.accounts = Accounts(transport)
        self.product_groups = ProductGroups(transport)
        self.vat_accounts = VatAccounts(transport)

        self.currencies = ReferenceList(transport, "currencies", Currency)
        self.customer_groups = ReferenceList(transport, "customer-groups", CustomerGroup)
        self.employees = ReferenceList(transport, "employees", Employee)
        self.layouts = ReferenceList(transport, "layouts", Layout)
        self.payment_terms = ReferenceList(transport, "payment-terms", PaymentTerms)
        self.units = ReferenceList(transport, "units", Unit)
        self.vat_zones = ReferenceList(transport, "vat-zones", VatZone)

    def refresh(self) -> None:
        """Ask e-conomic anew for everything from now on, whoever asks; what it does not tell anew stands in."""
        self.transport.refresh()

    def get_status(self) -> GatewayStatus:
        """How things stand between us and e-conomic, without asking it."""
        return self.transport.get_status()
