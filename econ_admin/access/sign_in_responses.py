"""The responses that the ways to sign in share: the second factor is asked for, or the person goes on."""

from django.contrib.auth.models import AnonymousUser
from django.db import Error
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from econ_admin.access import preserved_input
from econ_admin.access.forms import CheckForm, SecondFactorForm
from econ_admin.access.known_device import remember_device
from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.access.second_factor import Type, list_factors
from econ_admin.access.security_log import Event
from econ_admin.access.sign_in_flow import Destination, FieldList
from econ_admin.access.sign_in_required import ALERT_TEMPLATE, get_safe_address
from econ_admin.http import redirect_to
from econ_admin.storage_faults import explain_no_sign_in, find_storage_fault, get_fault_status

SECOND_FACTOR_PAGE = "access/second-factor.html"


def read_destination(request: EconRequest) -> Destination:
    query = request.POST if request.method == "POST" else request.GET
    return Destination(get_safe_address(query.get("next", "")), preserved_input.extract_preserved_fields(request))


def is_in_place(request: EconRequest) -> bool:
    """Tells whether the response goes into the alerts of a page that stays."""
    return bool(request.htmx) and not request.htmx.boosted


def explain_storage_fault(request: EconRequest, form: CheckForm, error: Error) -> int:
    """Says in the form that nobody can sign in, and returns the status. Raises the error if storage is not to blame."""
    fault = find_storage_fault(error)
    if fault is None:
        raise error
    request.session = type(request.session)()
    request.user = AnonymousUser()  # type: ignore[assignment]  # as Django's logout does
    form.add_error(None, explain_no_sign_in(fault))
    return get_fault_status(fault)


def continue_signed_in(request: EconRequest, person: Person, destination: Destination) -> HttpResponse:
    """Leads to where the person wanted to go, or lets them go on in the page that they have open."""
    continue_there = _continue_in_place if is_in_place(request) else _continue_to_next
    response = continue_there(request, person, destination.url, destination.fields)
    remember_device(request, response, person)
    return response


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


def ask_second_factor(request: EconRequest, person: Person) -> HttpResponse:
    """Leads to the step after the password; in the alerts of a page it follows at once."""
    if not is_in_place(request):
        return redirect_to(request, reverse("access:second-factor"))
    return render_second_factor(request, person, SecondFactorForm(request, person, Event.SECOND_FACTOR), 200)


def render_second_factor(request: EconRequest, person: Person, form: SecondFactorForm, status: int) -> HttpResponse:
    types = {factor.type for factor in list_factors(person)}
    context = {
        "title": _("Error: Second factor") if form.errors else _("Second factor"),
        "form": form,
        "has_app": Type.TOTP in types,
        "has_passkey": Type.WEBAUTHN in types,
        "options_url": reverse("access:passkey-options"),
    }
    template = f"{SECOND_FACTOR_PAGE}#in-place" if is_in_place(request) else SECOND_FACTOR_PAGE
    response = render(request, template, context, status=status)
    if form.retry_after is not None:
        response["Retry-After"] = str(form.retry_after)
    return response
