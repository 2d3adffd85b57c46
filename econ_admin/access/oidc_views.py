"""Views: signing in at an OpenID Connect provider."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from econ_admin.access.forms import SignInForm
from econ_admin.access.oidc import NobodyHere, Refused, build_redirect, find_person
from econ_admin.access.request import EconRequest
from econ_admin.access.security_log import Event, Outcome, record_event
from econ_admin.access.sign_in_flow import Destination, FieldList, may_sign_in, sign_in_without_password
from econ_admin.access.sign_in_required import PAGE_TEMPLATE, render_sign_in
from econ_admin.access.sign_in_responses import ask_second_factor, continue_signed_in, read_destination
from econ_admin.http import redirect_to

SESSION_KEY = "oidc-destination"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: EconRequest) -> HttpResponse:
    """Leads to the provider, by a page: the Content-Security-Policy lets no form redirect to another site."""
    if request.method != "POST" or settings.OIDC is None:
        return redirect_to(request, reverse("access:sign-in"))
    destination = read_destination(request)
    try:
        address = build_redirect(request)
    except Refused:
        return _refuse(request, destination, _("%(provider)s does not answer. Try again, or use your password."))
    request.session[SESSION_KEY] = [destination.url, destination.fields]
    return render(request, "access/oidc_continue.html", {"address": address, "provider": settings.OIDC.name})


@require_http_methods(["GET", "HEAD"])
def callback(request: EconRequest) -> HttpResponse:
    """Signs in whom the provider has identified. The only GET that writes: a provider answers by a link."""
    if settings.OIDC is None or request.method != "GET" or "state" not in request.GET:
        return redirect_to(request, reverse("access:sign-in"))
    destination = _pop_destination(request)
    try:
        person = find_person(request)
    except Refused:
        return _refuse(request, destination, _("The sign-in at %(provider)s was cancelled or refused. Try again."))
    except NobodyHere:
        return _refuse_stranger(request, destination)
    if not may_sign_in(person):
        record_event(request, Event.SIGN_IN, Outcome.REFUSED, person=person, detail="oidc")
        return _refuse_stranger(request, destination)
    if sign_in_without_password(request, person, destination, "oidc"):
        return continue_signed_in(request, person, destination)
    return ask_second_factor(request, person)


def _pop_destination(request: EconRequest) -> Destination:
    destination: tuple[str, FieldList] = request.session.pop(SESSION_KEY, ("/", []))
    url, fields = destination
    return Destination(url, [(name, value) for name, value in fields])


def _refuse_stranger(request: EconRequest, destination: Destination) -> HttpResponse:
    message = _("You are signed in at %(provider)s, but nobody here is linked to you. Ask an administrator.")
    return _refuse(request, destination, message)


def _refuse(request: EconRequest, destination: Destination, message: str) -> HttpResponse:
    form = SignInForm(request)
    form.notice = message % {"provider": settings.OIDC.name if settings.OIDC else ""}
    return render_sign_in(request, PAGE_TEMPLATE, form, destination.url, destination.fields, status=422)
