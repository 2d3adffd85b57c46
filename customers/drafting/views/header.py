"""Saves header fields, each by itself, and changes the currency."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from customers.drafting import reprice
from customers.drafting.grid import page_context
from customers.drafting.grid.cells import select_changed
from customers.drafting.grid.page_context import UnsavedInput
from customers.drafting.header import change_header, settle_address
from customers.drafting.header_form import HeaderForm
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.views.price_messages import describe_skips
from customers.drafting.views.responses import get_draft_or_404, get_posted_number, render_not_editable, render_page
from customers.models import WorkingDraft
from customers.shared.typed_json import posted_object
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import redirect_to, translate


@require_POST
def change_fields(request: EconRequest, pk: int) -> HttpResponse:
    draft, texts = get_draft_or_404(request, pk), _get_changed_fields(request)
    form = HeaderForm(draft.header, texts, is_new=draft.is_new)
    errors, typing = dict(form.input_errors), request.POST.get("typing", "")
    unread = typing if errors.pop(typing, None) else ""  # no message until the field is left
    texts.pop(unread, None)
    unsaved = UnsavedInput(texts={name: texts[name] for name in errors}, errors=errors, unread=unread)
    if not form.changes:
        return _render_fields(request, draft, unsaved)
    try:
        draft = change_header(request, draft, get_posted_number(request, "revision"), form.changes)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except GatewayError as error:
        if request.htmx and not isinstance(error, NotFound):
            raise  # shown as an alert; the page stays as it is
        errors |= {"": [translate(error)]}
        return _render_fields(request, draft, UnsavedInput(texts=texts, errors=errors, unread=unread))
    except RevisionConflict as error:
        return _render_fields(request, error.draft, UnsavedInput(texts=texts, conflicting=error.fields, unread=unread))
    return _render_fields(request, draft, unsaved)


@require_POST
def change_currency(request: EconRequest, pk: int) -> HttpResponse:
    """Changes the currency, with new prices or the same numbers."""
    draft, code = get_draft_or_404(request, pk), request.POST.get("currency", "")
    with_new_prices = request.POST.get("again") == "yes"
    try:
        result = reprice.change_currency(request, draft, draft.revision, code, with_new_prices=with_new_prices)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except RevisionConflict as error:
        return render_page(request, error.draft, status=422)
    if skips := describe_skips(result.skips, code):
        messages.warning(request, skips)
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk))


@require_POST
def settle_delivery_address(request: EconRequest, pk: int) -> HttpResponse:
    """Replaces or keeps a delivery address that is not the chosen location's."""
    draft = get_draft_or_404(request, pk)
    try:
        settle_address(request, draft, replace=request.POST.get("choice") == "replace")
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except RevisionConflict as error:
        return render_page(request, error.draft, status=422)
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk) + "#details")


def _render_fields(request: EconRequest, draft: WorkingDraft, unsaved: UnsavedInput) -> HttpResponse:
    status = 422 if unsaved.errors or unsaved.conflicting else 200
    if not request.htmx:
        if status == 422:
            return render_page(request, draft, unsaved, status=422)
        return redirect_to(request, url_for(request, "customers:unsent-draft", draft.pk))
    context = page_context.build_page_context(request, draft, unsaved)
    form: HeaderForm = context["head_form"]
    context["unread"] = unsaved.unread
    context["announcement"] = "; ".join(
        str(error) for name in sorted(form.names_with_errors) for error in form.errors.get(name, ())
    )
    return render(request, "drafting/header_response.html", context, status=status)


def _get_changed_fields(request: EconRequest) -> dict[str, str]:
    posted = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    names = tuple(name for _group, names in HeaderForm.GROUPS for name in names)
    return select_changed(posted, posted_object(request, "shown"), names + HeaderForm.ABOVE + HeaderForm.BELOW)
