"""What stands at which address: the routes of all nouns."""

from econ_admin.sandbox.answers import (
    agreement,
    contacts,
    currencies,
    customer_groups,
    customer_links,
    customers,
    delivery_locations,
    employees,
    layouts,
    payment_terms,
    root,
    units,
    vat_zones,
)
from econ_admin.sandbox.exchange import Routes
from econ_admin.sandbox.shapes import Collection

NOUNS = (
    agreement,
    customer_groups,
    payment_terms,
    vat_zones,
    currencies,
    layouts,
    employees,
    units,
    customers,
    contacts,
    delivery_locations,
)

ROUTES: Routes = {}
for each in (root, *NOUNS, customer_links):
    ROUTES |= each.ROUTES

COLLECTIONS: dict[str, Collection] = {each.COLLECTION.noun: each.COLLECTION for each in NOUNS}
