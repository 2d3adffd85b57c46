"""Views: sign in, the second factor, sign out, and the home page."""

import json
import logging
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth import logout
from django.db import Error
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from econ_admin.access.agreements import list_memberships, may_add_agreements
from econ_admin.access.forms import SecondFactorForm, SignInForm
from econ_admin.access.models import SignedInSession
from econ_admin.access.request import EconRequest
from econ_admin.access.second_factor import use_passkey_alone
from econ_admin.access.security_log import Event, Outcome, record_event
from econ_admin.access.sign_in_flow import (
    get_destination,
    get_waiting_person,
    sign_in_with_passkey,
    sign_in_with_password,
    sign_in_with_second_factor,
)
from econ_admin.access.sign_in_required import ALERT_TEMPLATE, PAGE_TEMPLATE, render_sign_in
from econ_admin.access.sign_in_responses import (
    ask_second_factor,
    continue_signed_in,
    explain_storage_fault,
    is_in_place,
    read_destination,
    render_second_factor,
)
from econ_admin.http import is_signed_in, redirect_to, render_error

CLEARED_AT_SIGN_OUT = '"cache"'  # the storage holds the theme alone, and the cookie of the known device must stay

logger = logging.getLogger(__name__)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: EconRequest) -> HttpResponse:
    """The sign-in page, or the sign-in form in the alerts of a page whose session has ended."""
    destination = read_destination(request)
    if request.method != "POST" and is_signed_in(request):
        return redirect_to(request, destination.url)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    try:
        if form.is_valid() and form.person:
            if sign_in_with_password(request, form.person, destination):
                return continue_signed_in(request, form.person, destination)
            return ask_second_factor(request, form.person)
    except Error as error:
        status = explain_storage_fault(request, form, error)
    else:
        status = form.status
    return render_sign_in(
        request,
        ALERT_TEMPLATE if is_in_place(request) else PAGE_TEMPLATE,
        form,
        destination.url,
        destination.fields,
        status=status,
    )


@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def give_second_factor(request: EconRequest) -> HttpResponse:
    """The step after the password, for people who have a second factor."""
    waiting, destination = get_waiting_person(request), get_destination(request)
    if waiting is None:
        return redirect_to(request, reverse("access:sign-in"))
    stage, person = waiting
    form = SecondFactorForm(request, person, Event.SECOND_FACTOR, request.POST if request.method == "POST" else None)
    try:
        if form.is_valid() and form.authenticator and sign_in_with_second_factor(request, stage, form.authenticator):
            return continue_signed_in(request, person, destination)
    except Error as error:
        status = explain_storage_fault(request, form, error)
    else:
        status = form.status
    return render_second_factor(request, person, form, status)


@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
def use_passkey(request: EconRequest) -> HttpResponse:
    """Signs in with a passkey instead of a password, where the settings allow it."""
    destination = read_destination(request)
    if request.method != "POST":
        return redirect_to(request, reverse("access:sign-in"))
    form = SignInForm(request)
    form.notice = _("Sign in with your name and password.")
    if settings.MFA_PASSKEY_LOGIN_ENABLED:
        authenticator = use_passkey_alone(_read_json(request.POST.get("credential", "")))
        if authenticator and sign_in_with_passkey(request, authenticator, destination):
            return continue_signed_in(request, authenticator.user, destination)
        record_event(request, Event.SIGN_IN, Outcome.REFUSED, person=authenticator.user if authenticator else None)
        form.notice = _("The passkey was refused. Try again, or use your password.")
    template = ALERT_TEMPLATE if is_in_place(request) else PAGE_TEMPLATE
    return render_sign_in(request, template, form, destination.url, destination.fields, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_options(request: EconRequest) -> HttpResponse:
    """The challenge for a passkey: of the person who waits for the second factor, is signed in, or has one at all."""
    if request.method != "POST":
        return redirect_to(request, reverse("access:sign-in"))
    waiting = get_waiting_person(request)
    person = waiting[1] if waiting else request.user if is_signed_in(request) else None
    if person:
        return JsonResponse(webauthn.begin_authentication(person))
    if settings.MFA_PASSKEY_LOGIN_ENABLED:
        return JsonResponse(webauthn.begin_authentication(None))
    return JsonResponse({}, status=404)


@require_POST
def sign_out(request: EconRequest) -> HttpResponse:
    """Ends the session. If its row cannot be deleted, this browser at least forgets it, and it ends by its age."""
    response = redirect_to(request, reverse("access:sign-in"))
    response["Clear-Site-Data"] = CLEARED_AT_SIGN_OUT
    person = request.user if is_signed_in(request) else None
    try:
        if person:
            record_event(request, Event.SIGN_OUT, person=person)
            SignedInSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
    except Error:
        logger.exception("A session could not be deleted")
        request.session = type(request.session)()
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response


@require_safe
def home(request: EconRequest) -> HttpResponse:
    """Redirects to the front page of the person's only agreement, or to the page over all of them."""
    memberships = list_memberships(request.user, 2)
    if len(memberships) == 1:
        return redirect_to(request, reverse("customers:overview", args=[memberships[0].agreement.slug]))
    if memberships or may_add_agreements(request.user):
        return redirect_to(request, reverse("agreements"))
    message = _("You have no role in any agreement yet. Ask an administrator for one.")
    return render_error(request, message, 403, title=_("Not allowed"))


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
