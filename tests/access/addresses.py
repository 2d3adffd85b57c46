"""The addresses of all views: what the walks go through."""

from django.urls import get_resolver

from econ_admin.access.checks import iter_views

VIEWS: dict[str, frozenset[str]] = dict(iter_views(get_resolver()))
