"""Template tags: `{% person_field %}`, the signed person for every form beside `{% csrf_token %}`, and `may`."""

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
    """`{% if request|may:"customers:edit" %}`: tells whether the person's role allows that view in this agreement."""
    return bool(request.role >= REQUIRED_ROLES[view])


@register.simple_tag(takes_context=True)
def person_field(context: Context) -> SafeString:
    """Renders the field. Signed once per page, since the draft editor has a form in each row."""
    request = context["request"]
    if not hasattr(request, "person_field"):
        request.person_field = format_html(
            '<input type="hidden" name="{}" value="{}">', PERSON_FIELD, person_mark(context)
        )
    field: SafeString = request.person_field
    return field


@register.simple_tag(takes_context=True)
def person_mark(context: Context) -> str:
    """Returns the signed person who opened the page; "" if nobody is signed in."""
    request = context["request"]
    if not hasattr(request, "person_mark"):
        request.person_mark = sign_person(request.user) if is_signed_in(request) else ""
    mark: str = request.person_mark
    return mark
