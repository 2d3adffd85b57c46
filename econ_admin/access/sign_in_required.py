"""What is answered where somebody must be signed in and nobody is."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.agreements import get_slug_and_name
from econ_admin.access.forms import SignInForm
from econ_admin.access.models import Membership
from econ_admin.access.request import EconRequest
from econ_admin.http import redirect_to

PAGE_TEMPLATE = "access/sign-in.html"
ALERT_TEMPLATE = "access/sign-in-again.html"  # for #alerts, on a page that stays as it is
FieldList = list[tuple[str, str]]


def require_sign_in(request: EconRequest) -> HttpResponse:
    """Nobody is signed in: ask, and lose neither the way nor what was typed."""
    if request.method in {"GET", "HEAD"}:
        query = urlencode({"next": _current_address(request)})
        return redirect_to(request, f"{reverse('access:sign-in')}?{query}")
    fields = preserved_input.extract_fields(request)
    if request.htmx:
        # The page keeps its fields itself; who opened it is all that we need to know.
        signature_fields = [(preserved_input.PERSON_FIELD, preserved_input.page_opened_by(request))]
        return render_sign_in(
            request, ALERT_TEMPLATE, SignInForm(request), _current_address(request), signature_fields, status=401
        )
    next_url = request.get_full_path() if fields else _previous_address(request)
    return render_sign_in(request, PAGE_TEMPLATE, SignInForm(request), next_url, fields, status=401)


def render_sign_in(
    request: HttpRequest, template: str, form: SignInForm, next_url: str, fields: FieldList, status: int
) -> HttpResponse:
    """The form to sign in with, that leads to `to` and carries what was typed before."""
    context = {
        "title": _("Error: Sign in") if form.errors else _("Sign in"),
        "form": form,
        "next": next_url,
        "typed": [(f"{preserved_input.FIELD_PREFIX}{name}", value) for name, value in fields],
        "ended": status == 401,
        "outdated": status == 403,
        "has_files": bool(request.FILES),
        "demo_people": list_demo_memberships(),
    }
    return render(request, template, context, status=status)


def list_demo_memberships() -> list[Membership]:
    """Who may sign in with the password `demo`, lowest role first; nobody where that is not allowed."""
    if not settings.DEMO_PEOPLE_ALLOWED:
        return []
    slug, _name = get_slug_and_name()
    memberships = Membership.objects.filter(agreement__slug=slug, person__demo=True, person__is_active=True)
    return list(memberships.select_related("person").order_by("role", "person__username"))


def get_safe_address(address: str) -> str:
    """`address` when it is a path of ours, else home."""
    is_safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_safe else reverse("home")


def _current_address(request: EconRequest) -> str:
    """The page that the browser shows, or is about to."""
    if request.htmx and not request.htmx.boosted:
        return request.htmx.current_url_abs_path or request.get_full_path()
    return request.get_full_path()


def _previous_address(request: HttpRequest) -> str:
    """The page with the button: it had nothing typed, and its own address may answer to POST alone."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if (referer.scheme, referer.netloc) != (request.scheme, request.get_host()):
        return reverse("home")
    return referer._replace(scheme="", netloc="", fragment="").geturl()
