"""What is answered where somebody must be signed in and nobody is."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.agreements import slug_and_name
from econ_admin.access.forms import SignInForm
from econ_admin.access.models import Membership
from econ_admin.http import EconRequest, go_to

PAGE = "access/sign-in.html"
ALERT = "access/sign-in-again.html"  # for #alerts, on a page that stays as it is
Typed = list[tuple[str, str]]


def ask_first(request: EconRequest) -> HttpResponse:
    """Nobody is signed in: ask, and lose neither the way nor what was typed."""
    if request.method in {"GET", "HEAD"}:
        query = urlencode({"next": _shown(request)})
        return go_to(request, f"{reverse('access:sign-in')}?{query}")
    typed = preserved_input.typed_in(request)
    if request.htmx:
        # The page keeps its fields itself; who opened it is all that we need to know.
        opened_by = [(preserved_input.FIELD, preserved_input.page_opened_by(request))]
        return ask(request, ALERT, SignInForm(request), _shown(request), opened_by, status=401)
    to = request.get_full_path() if typed else _shown_before(request)
    return ask(request, PAGE, SignInForm(request), to, typed, status=401)


def ask(request: HttpRequest, template: str, form: SignInForm, to: str, typed: Typed, status: int) -> HttpResponse:
    """The form to sign in with, that leads to `to` and carries what was typed before."""
    context = {
        "title": _("Error: Sign in") if form.errors else _("Sign in"),
        "form": form,
        "next": to,
        "typed": [(f"{preserved_input.PREFIX}{name}", value) for name, value in typed],
        "ended": status == 401,
        "outdated": status == 403,
        "has_files": bool(request.FILES),
        "demo_people": demo_people(),
    }
    return render(request, template, context, status=status)


def demo_people() -> list[Membership]:
    """Who may sign in with the password `demo`, lowest role first; nobody where that is not allowed."""
    if not settings.DEMO_PEOPLE_ALLOWED:
        return []
    slug, _name = slug_and_name()
    of = Membership.objects.filter(agreement__slug=slug, person__demo=True, person__is_active=True)
    return list(of.select_related("person").order_by("role", "person__username"))


def safe_address(address: str) -> str:
    """`address` when it is a path of ours, else home."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else reverse("home")


def _shown(request: EconRequest) -> str:
    """The page that the browser shows, or is about to."""
    if request.htmx and not request.htmx.boosted:
        return request.htmx.current_url_abs_path or request.get_full_path()
    return request.get_full_path()


def _shown_before(request: HttpRequest) -> str:
    """The page with the button: it had nothing typed, and its own address may answer to POST alone."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if (referer.scheme, referer.netloc) != (request.scheme, request.get_host()):
        return reverse("home")
    return referer._replace(scheme="", netloc="", fragment="").geturl()
