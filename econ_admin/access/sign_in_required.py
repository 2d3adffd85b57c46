"""Responses to requests that require sign-in."""

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
from econ_admin.access.sign_in_flow import FieldList
from econ_admin.http import redirect_to
from econ_admin.uploads import has_refused_file

PAGE_TEMPLATE = "access/sign-in.html"
ALERT_TEMPLATE = "access/sign-in-again.html"  # rendered into #alerts; the page stays


def require_sign_in(request: EconRequest) -> HttpResponse:
    """Asks for sign-in, keeping the URL and the typed fields."""
    if request.method in {"GET", "HEAD"}:
        query = urlencode({"next": _current_address(request)})
        return redirect_to(request, f"{reverse('access:sign-in')}?{query}")
    fields = preserved_input.extract_fields(request)
    if request.htmx:
        # The page itself keeps its fields; only the person who opened it is needed.
        signature_fields = [(preserved_input.PERSON_FIELD, preserved_input.page_opened_by(request))]
        return render_sign_in(
            request, ALERT_TEMPLATE, SignInForm(request), _current_address(request), signature_fields, status=401
        )
    next_url = request.get_full_path() if fields else _previous_address(request)
    return render_sign_in(request, PAGE_TEMPLATE, SignInForm(request), next_url, fields, status=401)


def render_sign_in(
    request: HttpRequest, template: str, form: SignInForm, next_url: str, fields: FieldList, status: int
) -> HttpResponse:
    """Renders the sign-in form, which redirects to `next_url` and carries the typed fields."""
    context = {
        "title": _("Error: Sign in") if form.errors else _("Sign in"),
        "form": form,
        "next": next_url,
        "typed": [(f"{preserved_input.FIELD_PREFIX}{name}", value) for name, value in fields],
        "ended": status == 401,
        "outdated": status == 403,
        "has_files": has_refused_file(request),
        "demo_people": list_demo_memberships(),
        "passkeys": settings.MFA_PASSKEY_LOGIN_ENABLED,
        "provider": settings.OIDC.name if settings.OIDC else "",
    }
    response = render(request, template, context, status=status)
    if form.retry_after is not None:
        response["Retry-After"] = str(form.retry_after)
    return response


def list_demo_memberships() -> list[Membership]:
    """Returns the demo memberships, lowest role first; empty where demo people are not allowed."""
    if not settings.DEMO_PEOPLE_ALLOWED:
        return []
    slug, _name = get_slug_and_name()
    memberships = Membership.objects.filter(agreement__slug=slug, person__demo=True, person__is_active=True)
    return list(memberships.select_related("person").order_by("role", "person__username"))


def get_safe_address(address: str) -> str:
    """Returns `address` if it is a path of this site, otherwise the home page."""
    is_safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_safe else reverse("home")


def _current_address(request: EconRequest) -> str:
    """Returns the URL of the page that the browser shows, or is about to."""
    if request.htmx and not request.htmx.boosted:
        return request.htmx.current_url_abs_path or request.get_full_path()
    return request.get_full_path()


def _previous_address(request: HttpRequest) -> str:
    """Returns the URL of the page with the submitted button, since the button's own URL may accept only POST."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if (referer.scheme, referer.netloc) != (request.scheme, request.get_host()):
        return reverse("home")
    return referer._replace(scheme="", netloc="", fragment="").geturl()
