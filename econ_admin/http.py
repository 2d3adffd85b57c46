"""Every answer that a view may give."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway, GatewayError
from econ_admin.gateway.read_log import ReadLog


class EconRequest(HttpRequest):
    """A request of a signed-in person in one agreement, as the middleware hands it to a view."""

    htmx: HtmxDetails
    user: Person  # nobody anonymous comes this far
    agreement: Agreement
    role: Role
    economic: Gateway
    read_log: ReadLog
    """How old what e-conomic told for this request is, and what is wrong with e-conomic, if anything."""


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


def url_for(request: EconRequest, name: str, *args: Any) -> str:
    """The address of a page in the agreement that the request is about."""
    return reverse(name, args=[request.agreement.slug, *args])


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
    user: Person | AnonymousUser | None = getattr(request, "user", None)  # refused before it got one: a wrong host
    return user is not None and user.is_authenticated
