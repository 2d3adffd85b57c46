"""e-conomic's documents as typed, frozen records, each with the bytes it was decoded from."""

from econ_admin.gateway.records.accounts import Account
from econ_admin.gateway.records.agreement import Agreement
from econ_admin.gateway.records.base import DocumentPart, FieldValue, Record
from econ_admin.gateway.records.booked import BookedAmounts, BookedInvoice
from econ_admin.gateway.records.contacts import Contact
from econ_admin.gateway.records.currencies import Currency
from econ_admin.gateway.records.customer_groups import CustomerGroup
from econ_admin.gateway.records.customers import (
    Customer,
    CustomerInvoicesLinks,
    CustomerTemplatesLinks,
    CustomerTotalsLinks,
)
from econ_admin.gateway.records.delivery_locations import DeliveryLocation
from econ_admin.gateway.records.drafts import DraftInvoice, ListedDraft
from econ_admin.gateway.records.employees import Employee
from econ_admin.gateway.records.invoices import Delivery, InvoiceHeader, InvoiceReferences, Notes, Recipient
from econ_admin.gateway.records.layouts import Layout
from econ_admin.gateway.records.limits import Limit, get_limit
from econ_admin.gateway.records.lines import Accrual, BookedLine, DepartmentalDistribution, InvoiceLine
from econ_admin.gateway.records.payment_terms import PaymentTerms
from econ_admin.gateway.records.pointers import Pointer, Reference
from econ_admin.gateway.records.product_groups import ProductGroup, SalesAccount
from econ_admin.gateway.records.products import CurrencyPrice, Inventory, Product
from econ_admin.gateway.records.templates import InvoiceTemplate, LineTemplate
from econ_admin.gateway.records.totals import CustomerInvoiceTotals, InvoiceTotals
from econ_admin.gateway.records.units import Unit
from econ_admin.gateway.records.vat_accounts import VatAccount
from econ_admin.gateway.records.vat_zones import VatZone

__all__ = [
    "Account",
    "Accrual",
    "Agreement",
    "BookedAmounts",
    "BookedInvoice",
    "BookedLine",
    "Contact",
    "Currency",
    "CurrencyPrice",
    "Customer",
    "CustomerGroup",
    "CustomerInvoiceTotals",
    "CustomerInvoicesLinks",
    "CustomerTemplatesLinks",
    "CustomerTotalsLinks",
    "Delivery",
    "DeliveryLocation",
    "DepartmentalDistribution",
    "DocumentPart",
    "DraftInvoice",
    "Employee",
    "FieldValue",
    "Inventory",
    "InvoiceHeader",
    "InvoiceLine",
    "InvoiceReferences",
    "InvoiceTemplate",
    "InvoiceTotals",
    "Layout",
    "Limit",
    "LineTemplate",
    "ListedDraft",
    "Notes",
    "PaymentTerms",
    "Pointer",
    "Product",
    "ProductGroup",
    "Recipient",
    "Record",
    "Reference",
    "SalesAccount",
    "Unit",
    "VatAccount",
    "VatZone",
    "get_limit",
]
