"""Views: sign in, sign out, and the home page."""

import logging

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from econ_admin.access import preserved_input
from econ_admin.access.agreements import list_memberships, may_add_agreements
from econ_admin.access.forms import SignInForm
from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.access.sessions import delete_expired_sessions
from econ_admin.access.sign_in_required import (
    ALERT_TEMPLATE,
    PAGE_TEMPLATE,
    FieldList,
    get_safe_address,
    render_sign_in,
)
from econ_admin.http import is_signed_in, redirect_to, render_error
from econ_admin.storage_faults import explain_no_sign_in, find_storage_fault, get_fault_status

logger = logging.getLogger(__name__)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: EconRequest) -> HttpResponse:
    """The sign-in page, or the sign-in form in the alerts of a page whose session has ended."""
    query = request.POST if request.method == "POST" else request.GET
    next_url, fields = get_safe_address(query.get("next", "")), preserved_input.extract_preserved_fields(request)
    if request.method != "POST" and is_signed_in(request):
        return redirect_to(request, next_url)
    is_in_place = bool(request.htmx) and not request.htmx.boosted
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    try:
        is_accepted = _try_to_sign_in(request, form)
    except Error as error:
        fault = find_storage_fault(error)
        if fault is None:
            raise
        form.person, request.session = None, type(request.session)()
        request.user = AnonymousUser()  # type: ignore[assignment]  # as Django's logout does
        form.add_error(None, explain_no_sign_in(fault))
        is_accepted, status = False, get_fault_status(fault)
    else:
        status = _get_status(form)
    if is_accepted and form.person:
        return (
            _continue_in_place(request, form.person, next_url, fields)
            if is_in_place
            else _continue_to_next(request, form.person, next_url, fields)
        )
    response = render_sign_in(
        request, ALERT_TEMPLATE if is_in_place else PAGE_TEMPLATE, form, next_url, fields, status=status
    )
    if form.wait_until:
        response["Retry-After"] = str(max(1, int((form.wait_until - timezone.now()).total_seconds())))
    return response


def _try_to_sign_in(request: EconRequest, form: SignInForm) -> bool:
    """Signs in with the form's name and password, if they are right. Raises django.db.Error."""
    if not form.is_valid() or form.person is None:
        return False
    login(request, form.person)
    request.session.save()  # here, where it can still be said that it failed
    delete_expired_sessions()
    return True


def _get_status(form: SignInForm) -> int:
    if form.wait_until:
        return 429
    return 422 if form.is_bound else 200


def _continue_to_next(request: EconRequest, person: Person, next_url: str, fields: FieldList) -> HttpResponse:
    if preserved_input.is_signature_of(person, preserved_input.get_person_signature(fields)):
        preserved_input.store_fields(request, next_url, fields)
    return redirect_to(request, next_url)


def _continue_in_place(request: EconRequest, person: Person, next_url: str, fields: FieldList) -> HttpResponse:
    """Keeps the page for the person who opened it; reloads it for anyone else."""
    signature = preserved_input.get_person_signature(fields)
    if signature and not preserved_input.is_signature_of(person, signature):
        return redirect_to(request, next_url)
    response = render(request, f"{ALERT_TEMPLATE}#signed-in", {"person": person})
    return trigger_client_event(response, "session-renewed", {"token": get_token(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session. If its row cannot be deleted, this browser at least forgets it, and it ends by its age."""
    response = redirect_to(request, reverse("access:sign-in"))
    try:
        logout(request)
    except Error:
        logger.exception("A session could not be deleted")
        request.session = type(request.session)()
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response


@require_safe
def home(request: EconRequest) -> HttpResponse:
    """Redirects to the front page of the person's only agreement, or to the page over all of them."""
    memberships = list_memberships(request.user)
    if len(memberships) == 1:
        return redirect_to(request, reverse("customers:overview", args=[memberships[0].agreement.slug]))
    if memberships or may_add_agreements(request.user):
        return redirect_to(request, reverse("agreements"))
    message = _("You have no role in any agreement yet. Ask an administrator for one.")
    return render_error(request, message, 403, title=_("Not allowed"))
