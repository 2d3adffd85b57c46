"""The addresses of all views: what the walks go through."""

from django.urls import get_resolver

from econ_admin.access.checks import views_of

VIEWS: dict[str, frozenset[str]] = dict(views_of(get_resolver()))
