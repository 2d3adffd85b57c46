"""Names every view that the table of roles has forgotten, before anybody meets its 403."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLResolver, get_resolver

from econ_admin.access.roles import NEEDS, PUBLIC, SIGNED_IN


def views_of(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), arguments: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every view below `resolver`: the name that a request finds it by, and what its address has to be given."""
    for each in resolver.url_patterns:
        needs = arguments | each.pattern.converters.keys()
        if isinstance(each, URLResolver):
            yield from views_of(each, (*namespaces, each.namespace) if each.namespace else namespaces, needs)
        else:
            # Without a name of its own a view goes by its dotted path, as in ResolverMatch.
            yield ":".join((*namespaces, each.name or each.lookup_str)), needs


def every_view_has_its_role(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A role counts in an agreement, so a view that needs one has the agreement in its address, and no other has."""
    problems: list[CheckMessage] = []
    for name, arguments in views_of(get_resolver()):
        if name not in PUBLIC | SIGNED_IN | NEEDS.keys():
            problems.append(
                Error(
                    f"The view {name} has no row in the table of roles, so nobody may see it.",
                    hint="Give it one in econ_admin/access/roles.py.",
                    id="access.E001",
                )
            )
        elif (name in NEEDS) != ("agreement" in arguments):
            problems.append(
                Error(
                    f"The view {name} needs a role without naming an agreement, or the other way round.",
                    hint="Put it below <slug:agreement>/, or out of it.",
                    id="access.E002",
                )
            )
    return problems
