"""Schemas of request bodies: our own restatement in JSON Schema draft 3, one module per noun."""

from econ_admin.sandbox.body_validation import BodySchema
from econ_admin.sandbox.schemas import booked, contacts, customers, delivery_locations, drafts, products

ALL_SCHEMAS: tuple[BodySchema, ...] = (
    customers.POST,
    customers.PUT,
    customers.PATCH,
    contacts.POST,
    contacts.PUT,
    delivery_locations.POST,
    delivery_locations.PUT,
    drafts.POST,
    drafts.PUT,
    drafts.POST_LINES,
    booked.POST,
    booked.PUT,
    products.POST,
    products.PUT,
)
SCHEMAS_BY_NAME: dict[str, BodySchema] = {schema.name: schema for schema in ALL_SCHEMAS}
"""By official name, such as `customers.post`."""
