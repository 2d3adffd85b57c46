"""Warnings as text and as HTML, in the person's language."""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from customers.editing.warnings import FieldWarning
from econ_admin.access.request import EconRequest, url_for

MAX_NAMED = 3  # customers named in one warning


def format_warning(warning: FieldWarning) -> str:
    """Formats the warning as plain text."""
    names = [f"{customer.name} ({customer.number})" for customer in warning.customers[:MAX_NAMED]]
    return _(warning.message) % {**warning.parameters, "customers": ", ".join(names) + _get_ellipsis(warning)}


def format_warning_html(request: EconRequest, warning: FieldWarning) -> SafeString:
    """Formats the warning with links to the customers that it names."""
    links = format_html_join(
        ", ",
        '<a href="{}">{} ({})</a>',
        (
            (url_for(request, "customers:customer", customer.number), customer.name, str(customer.number))
            for customer in warning.customers[:MAX_NAMED]
        ),
    )
    parameters = {name: conditional_escape(str(value)) for name, value in warning.parameters.items()}
    parameters["customers"] = format_html("{}{}", links, _get_ellipsis(warning))
    return mark_safe(conditional_escape(_(warning.message)) % parameters)  # noqa: S308 - each part is escaped


def _get_ellipsis(warning: FieldWarning) -> str:
    return ", …" if len(warning.customers) > MAX_NAMED else ""
