"""Takes back a write of the history."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.contacts.kinds import CONTACTS, DELIVERY_LOCATIONS, PanelKind
from customers.editing.save import exclusive_save
from customers.history.documents import Versions, read_versions
from customers.history.entry_pages import RELATED
from customers.history.restore import build_restoration, restore
from customers.history.undo_change import undo_child, undo_customer
from customers.history.undo_creation import build_creation, undo_creation
from customers.history.undo_draft import undo_draft
from customers.history.undo_outcomes import redirect_to_undone
from customers.history.undoable import is_creation, is_restorable, is_undoable, may_write
from customers.register.views.e_invoicing import SwitchOutcomes
from econ_admin.access.request import EconRequest
from econ_admin.gateway.records import Customer, DraftInvoice
from econ_admin.http import permission_denied, render_error
from econ_admin.trail.models import Entry
from econ_admin.trail.subjects import CUSTOMER_PATH

CHILD_KINDS = {"contacts": CONTACTS, "delivery-locations": DELIVERY_LOCATIONS}


@require_POST
def undo_write(request: EconRequest, entry: int) -> HttpResponse:
    """Changes a document back to what it was before this write, apart from what others changed since.

    What the write created is deleted.
    """
    row = get_entry(request, entry)
    if not may_write(request, row):
        return permission_denied(request, PermissionError())
    versions = read_versions(row.intent, row.intent.answer)
    if is_creation(row) and versions.after is not None:
        return undo_creation(request, build_creation(row, versions.after))
    if not is_undoable(row) or versions.before is None or versions.after is None:
        return render_error(request, _("This cannot be undone."), 409)
    if isinstance(versions.before, Customer) and isinstance(versions.after, Customer):
        if row.intent.method == "PATCH":
            return _undo_e_invoicing(request, versions.before, versions.after)
        return undo_customer(request, row, versions.before, versions.after)
    if isinstance(versions.before, DraftInvoice) and isinstance(versions.after, DraftInvoice):
        return undo_draft(request, versions.before, versions.after)
    return _undo_child(request, row, versions)


@require_POST
def restore_document(request: EconRequest, entry: int) -> HttpResponse:
    """Makes again what this write deleted."""
    row = get_entry(request, entry)
    if not may_write(request, row):
        return permission_denied(request, PermissionError())
    before = read_versions(row.intent, row.intent.answer).before
    if not is_restorable(row) or before is None:
        return render_error(request, _("This cannot be restored."), 409)
    return restore(request, build_restoration(row, before))


def get_entry(request: EconRequest, pk: int) -> Entry:
    """Returns an entry of this agreement. Raises Http404."""
    entries = (
        Entry.objects.select_related(*RELATED).prefetch_related("intent__outcomes").filter(agreement=request.agreement)
    )
    entry = entries.filter(pk=pk).first() if pk < 2**63 else None
    if entry is None:
        raise Http404
    return entry


def _undo_child(request: EconRequest, row: Entry, versions: Versions) -> HttpResponse:
    kind = cast("PanelKind[Any]", CHILD_KINDS[row.noun])
    match = CUSTOMER_PATH.match(row.intent.path)
    return undo_child(request, kind, int(match[1]) if match else 0, int(row.intent.number), versions)


def _undo_e_invoicing(request: EconRequest, before: Customer, after: Customer) -> HttpResponse:
    """Switches e-invoices back, unless somebody has already."""
    number, former = before.customer_number, before.e_invoicing_disabled_by_default

    def write() -> None:
        with exclusive_save(request, "customers", number) as economic:
            theirs = economic.customers.get(number)
            if theirs.e_invoicing_disabled_by_default == after.e_invoicing_disabled_by_default != former:
                economic.customers.set_einvoicing_disabled(number, former, theirs)

    return SwitchUndoOutcomes(request, number, is_disabled=former).attempt(write)


class SwitchUndoOutcomes(SwitchOutcomes):
    """Leads to the customer, or offers to send the same switch again."""

    def render_done(self, result: None) -> HttpResponse:
        return redirect_to_undone(self.request, "customers", self.customer, self.customer_url)
