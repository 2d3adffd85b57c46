"""Template tags for data age, outages, and disabling writes during an outage."""

from collections.abc import Mapping

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.gateway.errors import GatewayError
from econ_admin.status import ages
from econ_admin.status.outage import Outage, describe_outage, get_current_error

register = template.Library()


@register.simple_tag(takes_context=True)
def age(context: Context) -> ages.Age | None:
    """`{% age as shown %}`: the age of the oldest data on the page; None if it shows none from e-conomic."""
    read_log = getattr(context["request"], "read_log", None)
    return ages.build_age(read_log.oldest_read_at) if read_log and read_log.oldest_read_at else None


@register.simple_tag
def age_words() -> Mapping[str, str]:
    """`{% age_words as words %}`: the texts for the script that updates the age."""
    return ages.get_age_texts()


@register.simple_tag(takes_context=True)
def outage(context: Context, error: GatewayError | None = None) -> Outage | None:
    """`{% outage as wrong %}`: the current outage, or that of the given error; None if there is none."""
    request = context["request"]
    error = error or get_current_error(request)
    read_log = getattr(request, "read_log", None)
    return describe_outage(request, error, read_log.oldest_read_at) if error and read_log else None


@register.filter
def can_refresh(request: HttpRequest) -> bool:
    """Tells whether the page can be refreshed. Forms and drafts cannot, since input would be lost; they need a higher
    role."""
    match = request.resolver_match
    return match is not None and request.method == "GET" and REQUIRED_ROLES.get(match.view_name) == Role.VIEWER


@register.simple_tag(takes_context=True)
def disable_if_outage(context: Context) -> SafeString:
    """`<button{% disable_if_outage %}>`: disables a button during an outage, with the reason. The script enables it
    again."""
    if get_current_error(context["request"]) is None:
        return SafeString("")
    return SafeString(' disabled aria-describedby="outage" data-write')


@register.simple_tag(takes_context=True)
def write_link(context: Context, url: str, swaps: bool = False) -> SafeString:
    """`<a{% write_link url %}>`: disables a link to a change during an outage; `swaps` if htmx fetches a partial."""
    if get_current_error(context["request"]) is None:
        return format_html(' href="{0}" hx-get="{0}"' if swaps else ' href="{}"', url)
    return format_html(
        ' role="link" aria-disabled="true" tabindex="0" aria-describedby="outage" data-write data-href="{}"{}',
        url,
        SafeString(" data-swaps" if swaps else ""),
    )
