"""Names every view that the table of roles has forgotten, before anybody meets its 403."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLResolver, get_resolver

from econ_admin.access.roles import PUBLIC_VIEWS, REQUIRED_ROLES, SIGNED_IN_VIEWS


def iter_views(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), arguments: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every view below `resolver`: the name that a request finds it by, and what its address has to be given."""
    for pattern in resolver.url_patterns:
        pattern_arguments = arguments | pattern.pattern.converters.keys()
        if isinstance(pattern, URLResolver):
            yield from iter_views(
                pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces, pattern_arguments
            )
        else:
            # Without a name of its own a view goes by its dotted path, as in ResolverMatch.
            yield ":".join((*namespaces, pattern.name or pattern.lookup_str)), pattern_arguments


def check_view_roles(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A role counts in an agreement, so a view that needs one has the agreement in its address, and no other has."""
    problems: list[CheckMessage] = []
    for name, arguments in iter_views(get_resolver()):
        if name not in PUBLIC_VIEWS | SIGNED_IN_VIEWS | REQUIRED_ROLES.keys():
            problems.append(
                Error(
                    f"The view {name} has no row in the table of roles, so nobody may see it.",
                    hint="Give it one in econ_admin/access/roles.py.",
                    id="access.E001",
                )
            )
        elif (name in REQUIRED_ROLES) != ("agreement" in arguments):
            problems.append(
                Error(
                    f"The view {name} needs a role without naming an agreement, or the other way round.",
                    hint="Put it below <slug:agreement>/, or out of it.",
                    id="access.E002",
                )
            )
    return problems
