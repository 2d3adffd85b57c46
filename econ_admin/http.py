"""The responses that views give."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from econ_admin.gateway import GatewayError


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: what was posted is done, look there."""

    status_code = 303


def choose_template(request: HttpRequest, template: str, partial: str) -> str:
    """The template to render: `page#name` when htmx asks for that part, else the whole page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)  # absent where a middleware before htmx's refused
    return f"{template}#{partial}" if htmx and not (htmx.boosted or htmx.history_restore_request) else template


def redirect_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the person on (303), in the way that the browser or htmx understands."""
    if request.htmx:  # type: ignore[attr-defined]  # as above
        return HttpResponseClientRedirect(url)
    return HttpResponseSeeOther(url)


def render_error(
    request: HttpRequest,
    message: str,
    status: int,
    *,
    title: str = "",
    log_id: str = "",
    outage_error: GatewayError | None = None,
) -> HttpResponse:
    """Say what went wrong: a page of its own, or an alert on the page that htmx is on.

    `failed_by` is an outage of e-conomic's: such a page comes back by itself.
    """
    context: dict[str, Any] = {
        "message": message,
        "title": title or _("That did not work"),
        "status": status,
        "log_id": log_id,
    }
    context["failed_by"] = outage_error
    return render(request, choose_template(request, "errors/failure.html", "alert"), context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("The request could not be understood."), 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("Your role does not allow this."), 403, title=_("Not allowed"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, _("There is no such page."), 404, title=_("Page not found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page is rendered from nothing, since anything may be what is broken."""
    return HttpResponse(render_to_string(choose_template(request, "500.html", "alert")), status=500)


def is_signed_in(request: HttpRequest) -> bool:
    # A request that was refused early, for a wrong host, has no user.
    user: AbstractBaseUser | AnonymousUser | None = getattr(request, "user", None)
    return user is not None and user.is_authenticated
