"""What e-conomic keeps, typed and frozen, each record with the bytes it was read from."""

from econ_admin.gateway.records.agreement import Agreement
from econ_admin.gateway.records.base import Record, Reference, Value
from econ_admin.gateway.records.contacts import Contact
from econ_admin.gateway.records.currencies import Currency
from econ_admin.gateway.records.customer_groups import CustomerGroup
from econ_admin.gateway.records.customers import Customer, CustomerInvoices, CustomerTemplates, CustomerTotals
from econ_admin.gateway.records.delivery_locations import DeliveryLocation
from econ_admin.gateway.records.employees import Employee
from econ_admin.gateway.records.layouts import Layout
from econ_admin.gateway.records.limits import Limit, limit_of
from econ_admin.gateway.records.payment_terms import PaymentTerms
from econ_admin.gateway.records.units import Unit
from econ_admin.gateway.records.vat_zones import VatZone

__all__ = [
    "Agreement",
    "Contact",
    "Currency",
    "Customer",
    "CustomerGroup",
    "CustomerInvoices",
    "CustomerTemplates",
    "CustomerTotals",
    "DeliveryLocation",
    "Employee",
    "Layout",
    "Limit",
    "PaymentTerms",
    "Record",
    "Reference",
    "Unit",
    "Value",
    "VatZone",
    "limit_of",
]
