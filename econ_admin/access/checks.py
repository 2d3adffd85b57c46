"""Names every view that the table of roles has forgotten, before anybody meets its 403."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from econ_admin.access.roles import NEEDS, PUBLIC, SIGNED_IN


def views_of(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every view below `resolver`, under the name that a request finds it by."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from views_of(each, (*namespaces, each.namespace) if each.namespace else namespaces)
        else:
            # Without a name of its own a view goes by its dotted path, as in ResolverMatch.
            yield ":".join((*namespaces, each.name or each.lookup_str)), each


def every_view_has_its_role(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    known = PUBLIC | SIGNED_IN | NEEDS.keys()
    return [
        Error(
            f"The view {name} has no row in the table of roles, so nobody may see it.",
            hint="Give it one in econ_admin/access/roles.py.",
            id="access.E001",
        )
        for name, _ in views_of(get_resolver())
        if name not in known
    ]
