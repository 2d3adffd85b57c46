"""System check: every view has a role in `roles.py`."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLResolver, get_resolver

from econ_admin.access.roles import ADDING_VIEWS, PUBLIC_VIEWS, REQUIRED_ROLES, SIGNED_IN_VIEWS


def iter_views(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), arguments: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yields the name and the URL arguments of every view below `resolver`."""
    for pattern in resolver.url_patterns:
        pattern_arguments = arguments | pattern.pattern.converters.keys()
        if isinstance(pattern, URLResolver):
            yield from iter_views(
                pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces, pattern_arguments
            )
        else:
            # A view without a name goes by its dotted path, as in ResolverMatch.
            yield ":".join((*namespaces, pattern.name or pattern.lookup_str)), pattern_arguments


def check_view_roles(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Checks that every view has a role, and that exactly the views with a role per agreement have one in their URL."""
    problems: list[CheckMessage] = []
    for name, arguments in iter_views(get_resolver()):
        if name not in PUBLIC_VIEWS | SIGNED_IN_VIEWS | ADDING_VIEWS | REQUIRED_ROLES.keys():
            problems.append(
                Error(
                    f"The view {name} has no entry in the table of roles, so no one may open it.",
                    hint="Add it to econ_admin/access/roles.py.",
                    id="access.E001",
                )
            )
        elif (name in REQUIRED_ROLES) != ("agreement" in arguments):
            problems.append(
                Error(
                    f"The view {name} requires a role but its URL has no agreement, or the other way round.",
                    hint="Move it below <slug:agreement>/, or out of it.",
                    id="access.E002",
                )
            )
    return problems
