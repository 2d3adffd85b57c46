"""The routes and collections of all endpoints."""

from econ_admin.sandbox.balances import PAYMENTS, REACHED_DAYS
from econ_admin.sandbox.collections import Collection
from econ_admin.sandbox.endpoints import (
    accounts,
    agreement,
    booked,
    contacts,
    currencies,
    customer_groups,
    customer_links,
    customer_lists,
    customers,
    delivery_locations,
    drafts,
    employees,
    invoice_pdfs,
    invoice_templates,
    invoice_totals,
    invoices,
    layouts,
    payment_terms,
    prices,
    product_groups,
    products,
    root,
    sales_accounts,
    units,
    vat_accounts,
    vat_zones,
)
from econ_admin.sandbox.pricing import PRICE_LEVELS
from econ_admin.sandbox.request import Routes

RESOURCES = (
    agreement,
    customer_groups,
    payment_terms,
    vat_zones,
    currencies,
    layouts,
    employees,
    units,
    accounts,
    vat_accounts,
    product_groups,
    sales_accounts,
    products,
    prices,
    customers,
    contacts,
    delivery_locations,
    drafts,
    booked,
)

VIEWS = (root, customer_links, customer_lists, invoices, invoice_totals, invoice_templates, invoice_pdfs)
ROUTES: Routes = {}
for module in (*RESOURCES, *VIEWS):
    ROUTES |= module.ROUTES

UNPUBLISHED = (PRICE_LEVELS, PAYMENTS, REACHED_DAYS)
"""Stored collections without endpoints."""

COLLECTIONS: dict[str, Collection] = {
    collection.noun: collection for collection in (*(module.COLLECTION for module in RESOURCES), *UNPUBLISHED)
}
