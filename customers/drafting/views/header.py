"""The fields of a sheet but its lines: each is kept by itself, as it is changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.drafting import reprice
from customers.drafting.grid import page_context
from customers.drafting.grid.cells import typed_anew
from customers.drafting.grid.page_context import Typed
from customers.drafting.header import change_head
from customers.drafting.header_form import HeadForm
from customers.drafting.revisions import NotOpen, Outdated
from customers.drafting.views.responses import not_open, number_in, the_sheet, whole
from customers.models import Sheet
from customers.shared.typed_json import posted_object
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import EconRequest, redirect_to, url_for


@require_POST
def fields(request: EconRequest, sheet: int) -> HttpResponse:
    found, texts = the_sheet(request, sheet), _typed(request)
    form = HeadForm(found.head, texts)
    wrong = dict(form.wrong)
    if not texts or wrong:
        return _answered(request, found, Typed(texts=texts, wrong=wrong))
    try:
        found = change_head(request, found, number_in(request, "revision"), form.changes)
    except NotOpen as error:
        return not_open(request, error)
    except GatewayError as error:
        if request.htmx and not isinstance(error, NotFound):
            raise  # said in the alerts; the page stands as it is
        return _answered(request, found, Typed(texts=texts, wrong={"": [_(error.message) % error.parameters]}))
    except Outdated as error:
        return _answered(request, error.sheet, Typed(texts=texts, newer=error.fields))
    return _answered(request, found, Typed())


@require_POST
def currency(request: EconRequest, sheet: int) -> HttpResponse:
    """Another currency: with the prices that there are in it, or with the numbers that stand there."""
    found, wanted = the_sheet(request, sheet), request.POST.get("currency", "")
    again = request.POST.get("again") == "yes"
    try:
        done = reprice.change_currency(request, found, found.revision, wanted, again=again)
    except NotOpen as error:
        return not_open(request, error)
    except Outdated as error:
        return whole(request, error.sheet, status=422)
    if done.left and again:
        messages.warning(request, _("Lines without a price in that currency keep their numbers: have a look at them."))
    return redirect_to(request, url_for(request, "customers:sheet", sheet))


def _answered(request: EconRequest, sheet: Sheet, typed: Typed) -> HttpResponse:
    status = 422 if typed.wrong or typed.newer else 200
    if not request.htmx:
        if status == 422:
            return whole(request, sheet, typed, status=422)
        return redirect_to(request, url_for(request, "customers:sheet", sheet.pk))
    context = page_context.face(request, sheet, typed)
    form: HeadForm = context["head_form"]
    context["said"] = "; ".join(str(each) for name in sorted(form.wrong_names) for each in form.errors.get(name, ()))
    return render(request, "drafting/header_response.html", context, status=status)


def _typed(request: EconRequest) -> dict[str, str]:
    posted = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    names = tuple(HeadForm.GROUPS[0][1]) + tuple(name for _group, names in HeadForm.GROUPS[1:] for name in names)
    return typed_anew(posted, posted_object(request, "shown"), names + HeadForm.BELOW)
