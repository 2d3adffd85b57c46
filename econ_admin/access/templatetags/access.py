"""Template tags: the signed person (`{% person_field %}`, in every form), the account menu, and what a role allows."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from econ_admin.access.preserved_input import PERSON_FIELD, sign_person
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.http import is_signed_in

register = template.Library()


@register.filter
def may(request: Any, view: str) -> bool:
    """`{% if request|may:"customers:edit" %}`: tells whether the person's role allows that view in this agreement."""
    return allows(request.role, view)


@register.filter
def allows(role: Role, view: str) -> bool:
    """`{% if role|allows:"customers:edit" %}`: tells whether a role allows that view."""
    return role >= REQUIRED_ROLES[view]


@register.simple_tag(takes_context=True)
def account_links(context: Context) -> SafeString:
    """Renders the links and themes of the account menu, once for each role and language, since every page has them."""
    request = context["request"]
    slug = request.agreement.slug if hasattr(request, "agreement") else ""
    return _render_account_links(slug, getattr(request, "role", None), get_language() or "")


@lru_cache(maxsize=512)
def _render_account_links(slug: str, role: Role | None, language: str) -> SafeString:
    return render_to_string("parts/account_links.html", {"slug": slug, "role": role})


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
