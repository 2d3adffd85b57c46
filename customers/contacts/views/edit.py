"""Creates, edits and deletes contacts and delivery locations. Each write is done once, and input is never lost."""

from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.contacts.kinds import PanelKind
from customers.contacts.views import outcomes
from customers.contacts.views.outcomes import PanelOutcomes
from customers.contacts.views.panel import (
    DELETE_TEMPLATE,
    PanelForm,
    build_panel_form,
    is_panel_request,
    load_panel,
    render_form_again,
    render_panel,
)
from customers.editing import recovery_copies
from customers.editing.conflicts import apply_choices, get_choices, is_decided, rebuild_conflict_review
from customers.editing.delete_once import delete_once
from customers.editing.dropped_fields import describe_dropped_fields
from customers.editing.form_snapshots import InvalidSnapshot, load_snapshot, sign_snapshot
from customers.editing.save import SaveResult, exclusive_save, find_dropped_fields, merge_and_save
from customers.editing.submit_once import get_form_token, submit_once
from customers.editing.undo_links import build_undo_url
from customers.editing.unresolved_writes import find_posted, retry_write
from customers.frame.customer_frame import CustomerContext, build_frame_context, load_customer_context
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Record
from econ_admin.http import redirect_to, render_error

R = TypeVar("R", bound=Record)


@require_http_methods(["GET", "HEAD", "POST"])
def create_record(request: EconRequest, kind: PanelKind[R], customer: int) -> HttpResponse:
    """Shows an empty form above the table; a POST creates the record."""
    panel_form = build_panel_form(request, kind, customer)
    panel_form.title = str(kind.new_title)
    panel_form.form_token = get_form_token(request.POST)
    if request.method != "POST":
        panel_form.form = kind.form()
        outcomes.restore_input(request, panel_form)
        return load_panel(request, kind, customer, open=panel_form)
    panel_form.form = form = kind.form(request.POST)
    if not form.is_valid() or outcomes.needs_confirmation(request, panel_form):
        return render_form_again(request, panel_form, 422)
    document = kind.record.new_document(**form.mine)

    def write() -> SaveResult[R]:
        after = submit_once(
            request,
            kind.build_path(customer),
            panel_form.form_token,
            encode(document),
            kind.record,
            lambda economic: kind.resource(economic).add(customer, document),
        )
        return SaveResult(after, find_dropped_fields(document, after))

    return SaveOutcomes(request, panel_form).attempt(write)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: EconRequest, kind: PanelKind[R], customer: int, number: int) -> HttpResponse:
    """Shows a form in the record's row, with the latest document; a POST merges and saves it with a PUT."""
    panel_form = build_panel_form(request, kind, customer, number)
    if request.method != "POST":
        return _render_edit_form(request, panel_form)
    try:
        base = load_snapshot(request, kind.noun, number, request.POST.get("base", ""), kind.record).record
    except InvalidSnapshot:
        return render_error(request, _("This form is out of date. Open it again."), 400)
    panel_form.title, panel_form.base_token = kind.get_name(base), request.POST["base"]
    form = kind.form(request.POST, base=base)
    choices = get_choices(request, form)
    panel_form.form = form = apply_choices(form, choices)
    is_valid = form.is_valid()
    if not is_decided(choices):
        panel_form.conflict_review = rebuild_conflict_review(request, kind.noun, number, form, base, choices)
    if panel_form.conflict_review or not is_valid or outcomes.needs_confirmation(request, panel_form):
        return render_form_again(request, panel_form, 422)

    def write() -> SaveResult[R]:
        if unresolved := find_posted(request, "PUT", kind.build_path(customer, number)):
            with exclusive_save(request, kind.noun, number) as economic:
                after = retry_write(economic, unresolved, kind.record)
            return SaveResult(after, find_dropped_fields(decode(unresolved.intent.body), after))
        return merge_and_save(
            request, kind.noun, number, base, form.mine,
            fetch=lambda economic: kind.resource(economic).get(customer, number),
            put=lambda economic, document, before: kind.resource(economic).replace(customer, number, document, before),
        )  # fmt: skip

    return SaveOutcomes(request, panel_form).attempt(write)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_record(request: EconRequest, kind: PanelKind[R], customer: int, number: int) -> HttpResponse:
    """Asks for confirmation by name; a POST deletes the record."""
    panel_form = build_panel_form(request, kind, customer, number, DELETE_TEMPLATE)
    if request.method != "POST":
        return _render_delete_form(request, panel_form)
    panel_form.title = request.POST.get("name", "")

    def remove(economic: Gateway) -> None:
        resource = kind.resource(economic)
        resource.remove(customer, number, resource.get(customer, number))

    unresolved = find_posted(request, "DELETE", kind.build_path(customer, number))
    return DeletionOutcomes(request, panel_form).attempt(
        lambda: delete_once(request, kind.noun, number, unresolved, remove)
    )


def _render_edit_form(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    kind, number = panel_form.kind, panel_form.number or 0
    try:
        record, customer_context = _load_fresh(request, panel_form)
    except NotFound:
        return render_no_such_record(request)
    panel_form.title, panel_form.base_token = kind.get_name(record), sign_snapshot(request, kind.noun, number, record)
    panel_form.form = kind.form(base=record)
    outcomes.restore_input(request, panel_form)
    outcomes.show_quiet_warnings(panel_form, record)
    return render_panel(request, kind, build_frame_context(request, customer_context) | {"open": panel_form})


def _render_delete_form(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    kind, number = panel_form.kind, panel_form.number or 0
    try:
        record, customer_context = _load_fresh(request, panel_form)
    except NotFound:
        return render_no_such_record(request)
    panel_form.title, panel_form.references = (
        kind.get_name(record),
        kind.list_references(customer_context.customer, number),
    )
    return render_panel(request, kind, build_frame_context(request, customer_context) | {"open": panel_form})


def _load_fresh(request: EconRequest, panel_form: PanelForm[R]) -> tuple[R, CustomerContext]:
    """Returns the record, uncached, and its customer's context. Raises NotFound."""
    economic, customer = request.economic, panel_form.customer
    resource = panel_form.kind.resource(economic.refreshed())
    return economic.together(
        lambda: resource.get(customer, panel_form.number or 0),
        lambda: load_customer_context(economic, customer, refresh_customer=True),
    )


def render_no_such_record(request: EconRequest) -> HttpResponse:
    return render_error(request, _("This is no longer in e-conomic. Someone has deleted it."), 404)


class SaveOutcomes(PanelOutcomes[R, SaveResult[R]]):
    """For htmx, renders the panel with the focus on the saved record; otherwise redirects to its page."""

    def render_done(self, result: SaveResult[R]) -> HttpResponse:
        request, panel_form = self.request, self.panel_form
        kind = panel_form.kind
        recovery_copies.delete_copy(request)
        message = _("%(name)s saved.") % {"name": kind.get_name(result.record)}
        dropped_messages = describe_dropped_fields(panel_form.form or kind.form(), result.dropped_fields)
        undo_url = build_undo_url(request, kind.noun, kind.get_number(result.record))
        if is_panel_request(request):
            return load_panel(
                request,
                kind,
                panel_form.customer,
                announcement=message,
                dropped=dropped_messages,
                undo_url=undo_url,
                focus=kind.get_number(result.record),
            )
        messages.success(request, message, extra_tags=undo_url)
        for dropped_message in dropped_messages:
            messages.warning(request, dropped_message)
        return redirect_to(request, panel_form.back)


class DeletionOutcomes(PanelOutcomes[R, None]):
    """For htmx, renders the panel with the focus on its title; otherwise redirects to its page."""

    def render_done(self, result: None) -> HttpResponse:
        request, panel_form = self.request, self.panel_form
        message = _("%(name)s deleted.") % {"name": panel_form.title}
        undo_url = build_undo_url(request, panel_form.kind.noun, panel_form.number or 0)
        if is_panel_request(request):
            return load_panel(
                request, panel_form.kind, panel_form.customer, announcement=message, undo_url=undo_url, focus="title"
            )
        messages.success(request, message, extra_tags=undo_url)
        return redirect_to(request, panel_form.back)
