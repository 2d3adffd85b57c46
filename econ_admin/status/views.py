"""Refresh what is shown; ask whether e-conomic answers; and, for an administrator, how it stands."""

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


@require_http_methods(["GET", "HEAD", "POST"])
def refresh(request: EconRequest) -> HttpResponse:
    """All that is kept of e-conomic is old from now on; then on to the page that asked for it.

    303 to htmx too, which follows it: what it gets is the page.
    """
    if request.method == "POST":
        request.economic.refresh()
    return HttpResponseSeeOther(_get_safe_address(request, request.POST.get("next", "")))


@require_safe
def pulse(request: EconRequest) -> HttpResponse:
    """Whether e-conomic answers: asked by pages that stand without it. While nothing has changed there is nothing to
    say (204).
    """
    try:
        request.economic.refreshed().agreement.get()
    except GatewayError as error:
        if is_outage(error):
            return _render_still_out(request, error)
    return trigger_client_event(HttpResponse(), "economic-back")


@require_safe
def status(request: EconRequest) -> HttpResponse:
    return render(request, "status.html", {"groups": build_groups(request)})


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
    """`address`, where it is a page of this agreement; else the customers."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        match = None
    is_ours = match is not None and match.kwargs.get("agreement") == request.agreement.slug
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and is_local else url_for(request, "customers:list")
