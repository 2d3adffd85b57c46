"""Saves, renames, deletes and restores a person's views of the customer list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.models import SavedView
from customers.query.query_form import CustomerListForm
from customers.register import list_preferences
from customers.register.saved_view_form import SavedViewForm
from customers.register.tabs import build_view_url
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import choose_template, redirect_to

PAGE_TEMPLATE = "register/saved_views.html"


@require_http_methods(["GET", "POST"])
def manage_views(request: EconRequest) -> HttpResponse:
    """Shows the person's views; a POST saves the posted query under a name."""
    list_form = _get_posted_list(request)
    if request.method != "POST":
        return _render_views_page(request, SavedViewForm(), list_form)
    form = SavedViewForm(request.POST, list_preferences.list_saved_views(request))
    if not form.is_valid():
        return _render_views_page(request, form, list_form, status=422)
    name = form.cleaned_data["name"]
    SavedView.objects.create(
        person=request.user, agreement=request.agreement, name=name, question=list_form.saved_query
    )
    messages.success(request, _("View %(name)s saved.") % {"name": name})
    return redirect_to(request, list_form.build_url(size=""))


@require_http_methods(["GET", "POST"])
def rename_view(request: EconRequest) -> HttpResponse:
    own_views = list_preferences.list_saved_views(request)
    view = _find_posted_view(request, own_views)
    if view is None:
        return _redirect_view_gone(request)
    form = SavedViewForm(request.POST, [other_view for other_view in own_views if other_view != view])
    if not form.is_valid():
        return _render_views_page(
            request, SavedViewForm(), _get_posted_list(request), renaming=(view.pk, form), status=422
        )
    old_name, view.name = view.name, form.cleaned_data["name"]
    view.save(update_fields=["name"])
    messages.success(request, _("View %(before)s renamed to %(name)s.") % {"before": old_name, "name": view.name})
    return redirect_to(request, url_for(request, "customers:views"))


@require_http_methods(["GET", "POST"])
def delete_view(request: EconRequest) -> HttpResponse:
    view = _find_posted_view(request, list_preferences.list_saved_views(request))
    if view is None:
        return _redirect_view_gone(request)
    view.delete()
    token = signing.dumps([view.name, view.question], salt=_build_salt(request), compress=True)
    restore_url = f"{url_for(request, 'customers:restore-view')}?{urlencode({'view': token})}"
    messages.success(request, _("View %(name)s deleted.") % {"name": view.name}, extra_tags=restore_url)
    return redirect_to(request, url_for(request, "customers:views"))


@require_http_methods(["GET", "POST"])
def restore_view(request: EconRequest) -> HttpResponse:
    """Restores a deleted view, which the signed parameter of the toast's button contains."""
    try:
        name, query = signing.loads(request.GET.get("view", ""), salt=_build_salt(request))
    except signing.BadSignature:
        return _redirect_view_gone(request)
    if request.method == "POST":
        form = SavedViewForm(QueryDict(urlencode({"name": name})), list_preferences.list_saved_views(request))
        for reason in form.error_messages:
            messages.warning(request, reason)
        if form.is_valid():
            SavedView.objects.create(person=request.user, agreement=request.agreement, name=name, question=query)
            messages.success(request, _("View %(name)s restored.") % {"name": name})
    return redirect_to(request, url_for(request, "customers:views"))


def _build_salt(request: EconRequest) -> str:
    return f"customers.views.{request.agreement.pk}.{request.user.pk}"


def _get_posted_list(request: EconRequest) -> CustomerListForm:
    """Returns the list of the posted query. Anything in it that is not a list's query is dropped."""
    parameters = request.POST if request.method == "POST" else request.GET
    return CustomerListForm(QueryDict(parameters.get("question", "")), url_for(request, "customers:list"))


def _find_posted_view(request: EconRequest, own_views: list[SavedView]) -> SavedView | None:
    """Returns the posted view if it is the person's own, otherwise None."""
    return next(
        (view for view in own_views if request.method == "POST" and str(view.pk) == request.POST.get("view")), None
    )


def _redirect_view_gone(request: EconRequest) -> HttpResponse:
    """Redirects when there is nothing to change: deleted in another tab, or a GET after a new sign-in."""
    if request.method == "POST":
        messages.warning(request, _("This view no longer exists."))
    return redirect_to(request, url_for(request, "customers:views"))


def _render_views_page(
    request: EconRequest,
    form: SavedViewForm,
    list_form: CustomerListForm,
    renaming: tuple[int, SavedViewForm] = (0, SavedViewForm()),
    status: int = 200,
) -> HttpResponse:
    number, rename_form = renaming
    context = {
        "save_form": form,
        "question": list_form.saved_query if "question" in request.GET | request.POST else None,
        "views": [
            (view, build_view_url(list_form, view), rename_form if view.pk == number else None)
            for view in list_preferences.list_saved_views(request)
        ],
        "list_url": list_form.url,
        "failing": bool(form.error_messages or rename_form.error_messages),
    }
    return render(request, choose_template(request, PAGE_TEMPLATE, "save-view"), context, status=status)
