"""Takes a change back: a merge whose base is what the change made, and whose input is what was there before.

So what others changed since stays. A conflict is shown in the document's own form, as in any edit.
"""

from typing import TypeVar

from django.http import HttpResponse, QueryDict

from customers.contacts.kinds import PanelKind
from customers.contacts.views.edit import SaveOutcomes as PanelSaveOutcomes
from customers.contacts.views.panel import FORM_TEMPLATE, PanelForm
from customers.editing.form import GatewayForm
from customers.editing.form_snapshots import FormSnapshot, sign_snapshot
from customers.editing.merge import are_same
from customers.editing.save import SaveResult, merge_and_save
from customers.history.documents import Versions
from customers.history.undo_outcomes import redirect_to_undone
from customers.register.forms import CustomerForm
from customers.register.views.form_page import NOUN, CustomerFormPage
from customers.register.views.save import SaveOutcomes
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import Customer, FieldValue, Record
from econ_admin.trail.models import Entry

R = TypeVar("R", bound=Record)
F = TypeVar("F", bound=GatewayForm)


def undo_customer(request: EconRequest, entry: Entry, before: Customer, after: Customer) -> HttpResponse:
    """Takes back a change of a customer."""
    number = after.customer_number
    form = _fill_form(CustomerForm, before, after)
    form_page = CustomerFormPage(form, number, base_token=sign_snapshot(request, NOUN, number, after))
    return CustomerUndoOutcomes(request, form_page, FormSnapshot(after, entry.at)).attempt(
        lambda: merge_and_save(
            request, NOUN, number, after, _list_former_values(form, before, after),
            fetch=lambda economic: economic.customers.get(number),
            put=lambda economic, document, theirs: economic.customers.replace(number, document, theirs),
        )
    )  # fmt: skip


def undo_child(
    request: EconRequest, kind: PanelKind[R], customer: int, number: int, versions: Versions
) -> HttpResponse:
    """Takes back a change of a contact or a delivery location."""
    before, after = versions.before, versions.after
    if not isinstance(before, kind.record) or not isinstance(after, kind.record):
        raise TypeError(f"no two versions of {kind.noun} {number}")
    form = _fill_form(kind.form, before, after)
    panel_form = PanelForm(
        kind, customer, url_for(request, kind.edit_view, customer, number), url_for(request, kind.list_view, customer),
        FORM_TEMPLATE, number, kind.get_name(after), form, base_token=sign_snapshot(request, kind.noun, number, after),
    )  # fmt: skip
    resource = kind.resource
    return PanelUndoOutcomes(request, panel_form).attempt(
        lambda: merge_and_save(
            request, kind.noun, number, after, _list_former_values(form, before, after),
            fetch=lambda economic: resource(economic).get(customer, number),
            put=lambda economic, document, theirs: resource(economic).replace(customer, number, document, theirs),
        )
    )  # fmt: skip


def _fill_form(form_type: type[F], before: Record, after: Record) -> F:
    """Returns the form over the later version, with the former values typed in."""
    former = form_type(QueryDict(mutable=True), base=before)
    form = form_type(former.revert_fields(former.fields).data, base=after)  # type: ignore[arg-type]  # a QueryDict
    form.is_valid()  # only so that errors can be added: former values are not checked again
    return form


def _list_former_values(form: GatewayForm, before: Record, after: Record) -> dict[str, FieldValue]:
    """Returns the former values of the fields that the change had changed."""
    former = {name: getattr(before, name) for name, _field in form.document_fields()}
    return {name: value for name, value in former.items() if not are_same(value, getattr(after, name))}


class CustomerUndoOutcomes(SaveOutcomes):
    """Leads to the customer, or shows its form with what prevented the undo."""

    def render_done(self, result: SaveResult[Customer]) -> HttpResponse:
        number = result.record.customer_number
        return redirect_to_undone(self.request, NOUN, number, url_for(self.request, "customers:customer", number))


class PanelUndoOutcomes(PanelSaveOutcomes[R]):
    """Leads to the panel, or shows the form in it with what prevented the undo."""

    def render_done(self, result: SaveResult[R]) -> HttpResponse:
        panel_form = self.panel_form
        return redirect_to_undone(self.request, panel_form.kind.noun, panel_form.number or 0, panel_form.back)
