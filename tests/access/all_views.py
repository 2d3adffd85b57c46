"""All views with the arguments of their addresses."""

from django.urls import get_resolver

from econ_admin.access.checks import iter_views

VIEWS: dict[str, frozenset[str]] = dict(iter_views(get_resolver()))
