"""All views with the arguments of their addresses."""

from collections.abc import Mapping

from django.urls import get_resolver, reverse

from econ_admin.access.checks import iter_views

VIEWS: dict[str, frozenset[str]] = dict(iter_views(get_resolver()))


def build_url(name: str, arguments: Mapping[str, object]) -> str:
    """The address of a view. `number` in it is a contact's or a delivery location's."""
    number = arguments.get("contact" if "contact" in name else "location")
    known = {**arguments, "number": number}
    return reverse(name, kwargs={argument: known[argument] for argument in VIEWS[name]})
