"""The values that a new customer begins with: the agreement's own, and the group of its latest customers."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from customers.shared.form_fields import Options
from customers.shared.vat_zones import DOMESTIC
from econ_admin.gateway import Unavailable
from econ_admin.gateway.records import Customer

Choice: TypeAlias = "int | str | None"


def choose_payment_terms(options: Options | Unavailable, default_term: Choice) -> Choice:
    """Returns the agreement's default terms, which e-conomic gives as text; otherwise the first."""
    listed = _list_options(options)
    matching = [number for number, name in listed if str(default_term or "") in (str(number), str(name))]
    return matching[0] if matching else _get_first(listed)


def choose_vat_zone(options: Options | Unavailable) -> Choice:
    """Returns the domestic zone, for an address without a country; otherwise the first."""
    listed = _list_options(options)
    return DOMESTIC if DOMESTIC in dict(listed) else _get_first(listed)


def choose_customer_group(options: Options | Unavailable, latest_customers: Sequence[Customer]) -> Choice:
    """Returns the group that most of the latest customers are in; the first if none is."""
    listed = _list_options(options)
    groups = Counter(customer.customer_group.number for customer in latest_customers)
    offered = [number for number, _count in groups.most_common() if number in dict(listed)]
    return offered[0] if offered else _get_first(listed)


def _list_options(options: Options | Unavailable) -> list[tuple[int | str, object]]:
    return [] if isinstance(options, Unavailable) else list(options)


def _get_first(listed: list[tuple[int | str, object]]) -> Choice:
    return listed[0][0] if listed else None
