"""Saves, renames, deletes and restores a person's views of the lists."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.models import SavedView
from customers.query.list_kind import ListKind
from customers.query.list_preferences import list_saved_views
from customers.query.own_views import build_view_url
from customers.query.saved_view_form import SavedViewForm
from customers.register.list_kinds import CUSTOMERS, LIST_KINDS
from customers.shared.list_query import ListForm
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import choose_template, redirect_to

PAGE_TEMPLATE = "register/saved_views.html"


@require_http_methods(["GET", "POST"])
def manage_views(request: EconRequest) -> HttpResponse:
    """Shows the person's views; a POST saves the posted query under a name."""
    kind = _get_kind(request)
    list_form = _get_posted_list(request, kind)
    if request.method != "POST":
        return _render_views_page(request, SavedViewForm(), kind)
    form = SavedViewForm(request.POST, list_saved_views(request, kind))
    if not form.is_valid():
        return _render_views_page(request, form, kind, status=422)
    name = form.cleaned_data["name"]
    _create_view(request, kind, name, list_form.saved_query)
    messages.success(request, _("View %(name)s saved.") % {"name": name})
    return redirect_to(request, list_form.build_url(size=""))


@require_http_methods(["GET", "POST"])
def rename_view(request: EconRequest) -> HttpResponse:
    view = _find_posted_view(request)
    if view is None:
        return _redirect_view_gone(request)
    kind = LIST_KINDS[view.list]
    form = SavedViewForm(request.POST, [other for other in list_saved_views(request, kind) if other != view])
    if not form.is_valid():
        return _render_views_page(request, SavedViewForm(), kind, renaming=(view.pk, form), status=422)
    old_name, view.name = view.name, form.cleaned_data["name"]
    view.save(update_fields=["name"])
    messages.success(request, _("View %(before)s renamed to %(name)s.") % {"before": old_name, "name": view.name})
    return redirect_to(request, _build_page_url(request, kind))


@require_http_methods(["GET", "POST"])
def delete_view(request: EconRequest) -> HttpResponse:
    view = _find_posted_view(request)
    if view is None:
        return _redirect_view_gone(request)
    view.delete()
    token = signing.dumps([view.list, view.name, view.question], salt=_build_salt(request), compress=True)
    restore_url = f"{url_for(request, 'customers:restore-view')}?{urlencode({'view': token})}"
    messages.success(request, _("View %(name)s deleted.") % {"name": view.name}, extra_tags=restore_url)
    return redirect_to(request, _build_page_url(request, LIST_KINDS[view.list]))


@require_http_methods(["GET", "POST"])
def restore_view(request: EconRequest) -> HttpResponse:
    """Restores a deleted view, which the signed parameter of the toast's button contains."""
    try:
        key, name, query = signing.loads(request.GET.get("view", ""), salt=_build_salt(request))
    except signing.BadSignature:
        return _redirect_view_gone(request)
    kind = LIST_KINDS[key]
    if request.method == "POST":
        form = SavedViewForm(QueryDict(urlencode({"name": name})), list_saved_views(request, kind))
        for reason in form.error_messages:
            messages.warning(request, reason)
        if form.is_valid():
            _create_view(request, kind, name, query)
            messages.success(request, _("View %(name)s restored.") % {"name": name})
    return redirect_to(request, _build_page_url(request, kind))


def _create_view(request: EconRequest, kind: ListKind, name: str, query: str) -> None:
    SavedView.objects.create(person=request.user, agreement=request.agreement, list=kind.key, name=name, question=query)


def _build_salt(request: EconRequest) -> str:
    return f"customers.saved-views.{request.agreement.pk}.{request.user.pk}"


def _build_page_url(request: EconRequest, kind: ListKind) -> str:
    """Returns the URL of the page of views, with the way back to this list."""
    url = url_for(request, "customers:views")
    return url if kind is CUSTOMERS else f"{url}?list={kind.key}"


def _get_parameters(request: EconRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _get_kind(request: EconRequest) -> ListKind:
    return LIST_KINDS.get(_get_parameters(request).get("list", ""), CUSTOMERS)


def _get_posted_list(request: EconRequest, kind: ListKind) -> ListForm:
    """Returns the list of the posted query. Anything in it that is not a list's query is dropped."""
    return kind.read_query(request, _get_parameters(request).get("question", ""))


def _find_posted_view(request: EconRequest) -> SavedView | None:
    """Returns the posted view if it is the person's own, otherwise None."""
    number = request.POST.get("view", "")
    own_views = [view for kind in LIST_KINDS.values() for view in list_saved_views(request, kind)]
    return next((view for view in own_views if request.method == "POST" and str(view.pk) == number), None)


def _redirect_view_gone(request: EconRequest) -> HttpResponse:
    """Redirects when there is nothing to change: deleted in another tab, or a GET after a new sign-in."""
    if request.method == "POST":
        messages.warning(request, _("This view no longer exists."))
    return redirect_to(request, url_for(request, "customers:views"))


def _render_views_page(
    request: EconRequest,
    form: SavedViewForm,
    kind: ListKind,
    renaming: tuple[int, SavedViewForm] = (0, SavedViewForm()),
    status: int = 200,
) -> HttpResponse:
    number, rename_form = renaming
    has_query = "question" in request.GET | request.POST
    lists = [_build_list(request, list_kind, number, rename_form) for list_kind in LIST_KINDS.values()]
    context = {
        "save_form": form,
        "question": _get_posted_list(request, kind).saved_query if has_query else None,
        "list_kind": kind,
        "lists": [list_context for list_context in lists if list_context["views"]],
        "list_url": kind.get_url(request),
        "failing": bool(form.error_messages or rename_form.error_messages),
    }
    return render(request, choose_template(request, PAGE_TEMPLATE, "save-view"), context, status=status)


def _build_list(request: EconRequest, kind: ListKind, number: int, rename_form: SavedViewForm) -> dict[str, Any]:
    """Builds the views of one list: each with its URL and, for the view with this number, the refused new name."""
    form = kind.read_query(request, "")
    return {
        "name": kind.name,
        "views": [
            (view, build_view_url(form, view), rename_form if view.pk == number else None)
            for view in list_saved_views(request, kind)
        ],
    }
