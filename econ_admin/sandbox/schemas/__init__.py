"""What each written body must look like: our own draft-03 restatement, one module a noun, one place of limits."""

from econ_admin.sandbox.body_validation import Rules
from econ_admin.sandbox.schemas import booked, contacts, customers, delivery_locations, drafts, products

ALL: tuple[Rules, ...] = (
    customers.POST,
    customers.PUT,
    customers.PATCH,
    contacts.POST,
    contacts.PUT,
    delivery_locations.POST,
    delivery_locations.PUT,
    drafts.POST,
    drafts.PUT,
    drafts.LINES,
    booked.POST,
    booked.PUT,
    products.POST,
    products.PUT,
)
SCHEMAS: dict[str, Rules] = {schema.name: schema for schema in ALL}
"""By their official names, such as `customers.post`."""
