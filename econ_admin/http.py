"""Helpers for building responses and their messages."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from econ_admin.gateway import GatewayError
from econ_admin.request_id import get_request_id


class HttpResponseSeeOther(HttpResponseRedirect):
    """303 See Other: the result of a POST is at another URL."""

    status_code = 303


def choose_template(request: HttpRequest, template: str, partial: str) -> str:
    """Returns `page#name` if htmx requests that partial, otherwise the whole page's template."""
    # missing if a middleware before htmx's rejected the request
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return f"{template}#{partial}" if htmx and not (htmx.boosted or htmx.history_restore_request) else template


def redirect_to(request: HttpRequest, url: str) -> HttpResponse:
    """Redirects with 303, or with HX-Redirect for htmx."""
    if request.htmx:  # type: ignore[attr-defined]  # as above
        return HttpResponseClientRedirect(url)
    return HttpResponseSeeOther(url)


class Described(Protocol):
    """An error or a warning with a %-style message in English: made where nothing is known of a person's language."""

    @property
    def message(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, object]: ...


@runtime_checkable
class Counted(Described, Protocol):
    """One whose message has a plural, chosen by `count`; `message_plural` is "" if it has none."""

    @property
    def message_plural(self) -> str: ...
    @property
    def count(self) -> int: ...


def translate(described: Described) -> str:
    """Returns its message in the person's language."""
    if isinstance(described, Counted) and described.message_plural:
        return ngettext(described.message, described.message_plural, described.count) % described.parameters
    return _(described.message) % described.parameters


def render_error(
    request: HttpRequest,
    message: str,
    status: int,
    *,
    title: str = "",
    log_id: str = "",
    outage_error: GatewayError | None = None,
) -> HttpResponse:
    """Renders an error as a page, or as an alert for htmx.

    `outage_error` is an outage of e-conomic; such a page reloads itself when e-conomic answers again.
    """
    context: dict[str, Any] = {
        "message": message,
        "title": title or _("Something went wrong"),
        "status": status,
        "log_id": log_id,
        "request_id": get_request_id() if status >= 500 else "",
    }
    context["failed_by"] = outage_error
    return render(request, choose_template(request, "errors/failure.html", "alert"), context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("We could not process this request. Reload the page and try again."), 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("Your role does not allow this."), 403, title=_("Not allowed"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("This page does not exist."), 404, title=_("Page not found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders an internal error without context, since anything may be broken."""
    page = render_to_string(choose_template(request, "500.html", "alert"), {"request_id": get_request_id()})
    return HttpResponse(page, status=500)


def is_signed_in(request: HttpRequest) -> bool:
    # A request rejected early, for a wrong host, has no user.
    user: AbstractBaseUser | AnonymousUser | None = getattr(request, "user", None)
    return user is not None and user.is_authenticated
