"""Views: refresh data, check whether e-conomic answers, and the status page for administrators."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import GatewayError
from econ_admin.http import HttpResponseSeeOther
from econ_admin.status.outage import describe_outage, get_outage_cause, is_outage
from econ_admin.status.status_page import build_groups
from econ_admin.status.unresolved import MAX_UNRESOLVED, describe_unresolved
from econ_admin.trail.findings import list_unresolved


@require_http_methods(["GET", "HEAD", "POST"])
def refresh(request: EconRequest) -> HttpResponse:
    """Marks all cached data stale, then redirects to the page that sent the request.

    htmx also gets a 303; it follows the redirect and receives the page.
    """
    if request.method == "POST":
        request.economic.refresh()
    return HttpResponseSeeOther(_get_safe_address(request, request.POST.get("next", "")))


@require_safe
def pulse(request: EconRequest) -> HttpResponse:
    """Checks whether e-conomic answers, for pages that show an outage. Answers 204 while nothing has changed."""
    try:
        # not the agreement: like all reference lists it may come from the cache
        request.economic.refreshed(store=False).customers.page(size=1)
    except GatewayError as error:
        if is_outage(error):
            return _render_still_out(request, error)
    return trigger_client_event(HttpResponse(), "economic-back")


@require_safe
def status(request: EconRequest) -> HttpResponse:
    """Shows the connection to e-conomic, and the writes whose outcome a person has to find out."""
    unresolved = list_unresolved(request.agreement)
    rows = [describe_unresolved(request, entry) for entry in unresolved[:MAX_UNRESOLVED]]
    context = {"groups": build_groups(request), "unresolved": rows, "unresolved_count": unresolved.count()}
    return render(request, "status.html", context)


def _render_still_out(request: EconRequest, error: GatewayError) -> HttpResponse:
    if request.GET.get("cause") == get_outage_cause(error):
        return HttpResponse(status=204)
    try:
        since = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        since = None
    current_outage = describe_outage(request, error, since if since and since.tzinfo else None)
    return render(request, "parts/outage.html", {"trouble": current_outage._replace(retry_url="")})


def _get_safe_address(request: EconRequest, address: str) -> str:
    """Returns `address` if it is a page of this agreement, otherwise the customer list."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        match = None
    is_ours = match is not None and match.kwargs.get("agreement") == request.agreement.slug
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and is_local else url_for(request, "customers:list")
