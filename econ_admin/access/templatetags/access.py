"""`{% person_field %}`: who opened the form, signed. It stands in every form, beside `{% csrf_token %}`."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from econ_admin.access.carrying import FIELD, signed

register = template.Library()


@register.simple_tag(takes_context=True)
def person_field(context: Context) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, signed(context["request"].user))
