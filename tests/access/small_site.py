"""A small site: one form, one page that reads from e-conomic, and one view without a required role."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.html import escape
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from econ_admin import health
from econ_admin.access import views
from econ_admin.access.preserved_input import pop_fields
from econ_admin.access.request import EconRequest
from econ_admin.http import redirect_to

FORM_URL = "/sandbox/customers/7/"
CUSTOMER_NAME_URL = "/sandbox/customers/"
UNLISTED_URL = "/sandbox/forgotten/"
POST_ONLY_URL = "/sandbox/customers/choose/"

TEMPLATE = """{% extends "base.html" %}{% load access %}{% block title %}A form{% endblock %}{% block main %}
<h1>A form</h1><form method="post" action="" hx-post="" hx-target="find output">{% csrf_token %}{% person_field %}
<label for="name">Company</label><input id="name" name="name" value="{{ form.name.value|default:"" }}">
{% for each in form.tags.value %}<b>{{ each }}</b>{% endfor %}<button>Save</button><output></output></form>
{% endblock %}"""

LINKED_VIEWS = ("search", "keyboard", "unsent-drafts", "views", "new", "choose-customer")

saved: list[str] = []


class NameForm(forms.Form):
    name = forms.CharField()


@csrf_protect
def form(request: EconRequest, customer: int) -> HttpResponse:
    """Saves on POST; on GET it shows the preserved input, and saves nothing."""
    if request.method == "POST":
        saved.append(request.POST["name"])
        if request.htmx:
            return HttpResponse(f"Saved: {escape(request.POST['name'])}")
        return redirect_to(request, f"{FORM_URL}?{urlencode({'name': 'saved'})}")
    typed = pop_fields(request)
    initial: dict[str, Any] = (
        {"name": {"value": typed["name"]}, "tags": {"value": typed.getlist("tag")}} if typed else {}
    )
    page = engines["django"].from_string(TEMPLATE)
    return HttpResponse(page.render({"form": initial}, request))


def show_customer(request: EconRequest) -> HttpResponse:
    """Reads from e-conomic and leaves errors to the middleware."""
    return HttpResponse(request.economic.customers.get(int(request.GET.get("customer", "1"))).name)


@require_POST
def post_only(request: EconRequest) -> HttpResponse:
    saved.append(request.POST["what"])
    return redirect_to(request, FORM_URL)


def forgotten(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("Nobody should read this.")


customers = (
    [
        path("", show_customer, name="list"),
        path("overview/", show_customer, name="overview"),
        path("choose/", post_only, name="list-preferences"),
        path("<int:customer>/", form, name="customer"),
        path("all-booked/", show_customer, name="all-booked"),
        path("all-drafts/", show_customer, name="all-drafts"),
        path("history/", show_customer, name="history"),
        # these and the two above: every page links to them
        *[path(f"linked/{name}/", show_customer, name=name) for name in LINKED_VIEWS],
    ],
    "customers",
)

agreements = ([path("", show_customer, name="agreement")], "agreements")

urlpatterns = [
    path("agreements/", show_customer, name="agreements"),
    path("<slug:agreement>/agreement/", include(agreements)),
    path("", views.home, name="home"),
    path("", include("econ_admin.access.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("<slug:agreement>/", include("econ_admin.status.urls")),
    path("<slug:agreement>/customers/", include(customers)),
    path("<slug:agreement>/forgotten/", forgotten),
]
handler404 = "econ_admin.http.page_not_found"
