"""A person's own views of the list: saved, renamed, deleted."""

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
from customers.register.tabs import address_of
from econ_admin.http import EconRequest, choose_template, redirect_to, url_for

PAGE = "register/saved_views.html"


@require_http_methods(["GET", "POST"])
def views(request: EconRequest) -> HttpResponse:
    """One's own views; posting saves another one, of the question that is posted with its name."""
    asked = _asked(request)
    if request.method != "POST":
        return _page(request, SavedViewForm(), asked)
    form = SavedViewForm(request.POST, list_preferences.views_of(request))
    if not form.is_valid():
        return _page(request, form, asked, status=422)
    name = form.cleaned_data["name"]
    SavedView.objects.create(person=request.user, agreement=request.agreement, name=name, question=asked.question)
    messages.success(request, _("The view %(name)s is saved.") % {"name": name})
    return redirect_to(request, asked.address(size=""))


@require_http_methods(["GET", "POST"])
def rename_view(request: EconRequest) -> HttpResponse:
    own = list_preferences.views_of(request)
    view = _meant(request, own)
    if view is None:
        return _gone(request)
    form = SavedViewForm(request.POST, [other for other in own if other != view])
    if not form.is_valid():
        return _page(request, SavedViewForm(), _asked(request), renaming=(view.pk, form), status=422)
    before, view.name = view.name, form.cleaned_data["name"]
    view.save(update_fields=["name"])
    messages.success(request, _("The view %(before)s is now called %(name)s.") % {"before": before, "name": view.name})
    return redirect_to(request, url_for(request, "customers:views"))


@require_http_methods(["GET", "POST"])
def delete_view(request: EconRequest) -> HttpResponse:
    view = _meant(request, list_preferences.views_of(request))
    if view is None:
        return _gone(request)
    view.delete()
    kept = signing.dumps([view.name, view.question], salt=_salt(request), compress=True)
    again = f"{url_for(request, 'customers:make-view-again')}?{urlencode({'view': kept})}"
    messages.success(request, _("The view %(name)s is deleted.") % {"name": view.name}, extra_tags=again)
    return redirect_to(request, url_for(request, "customers:views"))


@require_http_methods(["GET", "POST"])
def make_view_again(request: EconRequest) -> HttpResponse:
    """The view that was deleted, as the button beside that word carries it."""
    try:
        name, question = signing.loads(request.GET.get("view", ""), salt=_salt(request))
    except signing.BadSignature:
        return _gone(request)
    if request.method == "POST":
        form = SavedViewForm(QueryDict(urlencode({"name": name})), list_preferences.views_of(request))
        for reason in form.reasons:
            messages.warning(request, reason)
        if form.is_valid():
            SavedView.objects.create(person=request.user, agreement=request.agreement, name=name, question=question)
            messages.success(request, _("The view %(name)s is there again.") % {"name": name})
    return redirect_to(request, url_for(request, "customers:views"))


def _salt(request: EconRequest) -> str:
    return f"customers.views.{request.agreement.pk}.{request.user.pk}"


def _asked(request: EconRequest) -> CustomerListForm:
    """The list whose question was sent along. Whatever else is sent, nothing but such a question is kept."""
    sent = request.POST if request.method == "POST" else request.GET
    return CustomerListForm(QueryDict(sent.get("question", "")), url_for(request, "customers:list"))


def _meant(request: EconRequest, own: list[SavedView]) -> SavedView | None:
    """The view that was posted, if it is one's own. Others' are as unknown as none."""
    return next((view for view in own if request.method == "POST" and str(view.pk) == request.POST.get("view")), None)


def _gone(request: EconRequest) -> HttpResponse:
    """There is nothing to change: deleted in another window, or a session that ended on the way here."""
    if request.method == "POST":
        messages.warning(request, _("That view is no longer there."))
    return redirect_to(request, url_for(request, "customers:views"))


def _page(
    request: EconRequest,
    form: SavedViewForm,
    asked: CustomerListForm,
    renaming: tuple[int, SavedViewForm] = (0, SavedViewForm()),
    status: int = 200,
) -> HttpResponse:
    number, rename_form = renaming
    context = {
        "save_form": form,
        "question": asked.question if "question" in request.GET | request.POST else None,
        "views": [
            (view, address_of(asked, view), rename_form if view.pk == number else None)
            for view in list_preferences.views_of(request)
        ],
        "list_url": asked.url,
        "failing": bool(form.reasons or rename_form.reasons),
    }
    return render(request, choose_template(request, PAGE, "save-view"), context, status=status)
