"""`{% person_field %}`: who opened the form, signed; it stands in every form, beside `{% csrf_token %}`. And `may`."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from econ_admin.access.preserved_input import PERSON_FIELD, sign_person
from econ_admin.access.roles import REQUIRED_ROLES
from econ_admin.http import is_signed_in

register = template.Library()


@register.filter
def may(request: Any, view: str) -> bool:
    """`{% if request|may:"customers:edit" %}`: whether this person's role opens that view in this agreement."""
    return bool(request.role >= REQUIRED_ROLES[view])


@register.simple_tag(takes_context=True)
def person_field(context: Context) -> SafeString:
    """Signed once a page: a sheet has a form in each of its rows."""
    request = context["request"]
    if not hasattr(request, "person_field"):
        request.person_field = format_html(
            '<input type="hidden" name="{}" value="{}">', PERSON_FIELD, person_mark(context)
        )
    field: SafeString = request.person_field
    return field


@register.simple_tag(takes_context=True)
def person_mark(context: Context) -> str:
    """Who opened the page, signed; "" where nobody is signed in."""
    request = context["request"]
    if not hasattr(request, "person_mark"):
        request.person_mark = sign_person(request.user) if is_signed_in(request) else ""
    mark: str = request.person_mark
    return mark
