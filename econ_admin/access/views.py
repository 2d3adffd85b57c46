"""Signing in, signing out, and where one is then."""

from django.contrib.auth import login, logout
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
from econ_admin.access.agreements import slug_and_name
from econ_admin.access.forms import SignInForm
from econ_admin.access.models import Person
from econ_admin.access.sign_in_required import ALERT, PAGE, Typed, ask, safe_address
from econ_admin.http import EconRequest, failure, go_to, is_signed_in


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: EconRequest) -> HttpResponse:
    """A page of its own, or the form that stands in the alerts of a page whose session has ended."""
    asked = request.POST if request.method == "POST" else request.GET
    to, typed = safe_address(asked.get("next", "")), preserved_input.carried_by(request)
    if request.method != "POST" and is_signed_in(request):
        return go_to(request, to)
    in_place = bool(request.htmx) and not request.htmx.boosted
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.person:
        login(request, form.person)
        return _go_on_in_place(request, form.person, to, typed) if in_place else _go_on(request, form.person, to, typed)
    response = ask(request, ALERT if in_place else PAGE, form, to, typed, status=_status(form))
    if form.wait_until:
        response["Retry-After"] = str(max(1, int((form.wait_until - timezone.now()).total_seconds())))
    return response


def _status(form: SignInForm) -> int:
    if form.wait_until:
        return 429
    return 422 if form.is_bound else 200


def _go_on(request: EconRequest, person: Person, to: str, typed: Typed) -> HttpResponse:
    if preserved_input.is_signed_for(person, preserved_input.opened_by(typed)):
        preserved_input.keep(request, to, typed)
    return go_to(request, to)


def _go_on_in_place(request: EconRequest, person: Person, to: str, typed: Typed) -> HttpResponse:
    """The page stays for whoever opened it. For somebody else it is loaded anew: it is not theirs."""
    opened_by = preserved_input.opened_by(typed)
    if opened_by and not preserved_input.is_signed_for(person, opened_by):
        return go_to(request, to)
    response = render(request, f"{ALERT}#signed-in", {"person": person})
    return trigger_client_event(response, "session-renewed", {"token": get_token(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return go_to(request, reverse("access:sign-in"))


@require_safe
def home(request: EconRequest) -> HttpResponse:
    """The customers of the agreement that this person works in."""
    slug, name = slug_and_name()
    if not request.user.memberships.filter(agreement__slug=slug).exists():
        message = _("You have no role in %(agreement)s yet. Ask an administrator for one.")
        return failure(request, message % {"agreement": name}, 403, title=_("Not allowed"))
    return go_to(request, reverse("customers:list", args=[slug]))
