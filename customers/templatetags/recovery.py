"""`<form {% keep_typing form %}>`: saves recovery copies of the form, and asks before leaving it."""

from django import forms, template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from econ_admin.access.request import url_for

register = template.Library()


@register.simple_tag(takes_context=True)
def keep_typing(context: Context, form: forms.Form, is_restored: bool = False) -> SafeString:
    """Marks a bound or restored form as unsaved."""
    return format_html(
        'data-recovery="{}" data-leave="{}"{}',
        url_for(context["request"], "customers:recovery"),
        _("You have unsaved changes. Leave without saving?"),
        " data-unsaved" if form.is_bound or is_restored else "",
    )
