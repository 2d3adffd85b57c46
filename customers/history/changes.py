"""The differences between two versions of a document, as the labels and texts of the forms."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.contacts.contact_form import ContactForm
from customers.contacts.delivery_location_form import DeliveryLocationForm
from customers.editing.form import GatewayForm
from customers.editing.merge import are_same
from customers.history.draft_changes import build_draft_fields, list_draft_changes
from customers.register.forms import CustomerForm
from customers.register.views.form_options import FormOptions, fill_options
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, DraftInvoice, Record

FORMS: dict[type[Record], type[GatewayForm]] = {
    Customer: CustomerForm,
    Contact: ContactForm,
    DeliveryLocation: DeliveryLocationForm,
}
E_INVOICING = "e_invoicing_disabled_by_default"


class Change(NamedTuple):
    """A field from one value to another, as text; "" is empty."""

    label: str
    before: str
    after: str


class ChangeFormatter:
    """Compares versions of documents. Its forms are built once, since a page has many documents."""

    def __init__(self, options: FormOptions | None = None, *, with_costs: bool = False) -> None:
        """`options` say what the numbers in documents mean. `with_costs`: the reader may see cost prices."""
        self._options = options
        self._with_costs = with_costs
        self._forms: dict[type[Record], GatewayForm] = {}
        self._draft_fields = cache(lambda: build_draft_fields(options))

    def list_changes(self, before: Record | None, after: Record | None) -> list[Change]:
        """Lists the fields that differ; with one version, those that are not empty."""
        version = after or before
        if version is None:
            return []
        if isinstance(version, DraftInvoice):
            changes = list_draft_changes(
                self._draft_fields(),
                before,  # type: ignore[arg-type]  # both are drafts
                after,  # type: ignore[arg-type]
                with_costs=self._with_costs,
            )
            return [Change(*change) for change in changes]
        return [*_list_form_changes(self._get_form(type(version)), before, after), *_list_e_invoicing(before, after)]

    def _get_form(self, record: type[Record]) -> GatewayForm:
        if record not in self._forms:
            form = self._forms[record] = FORMS[record]()
            if isinstance(form, CustomerForm) and self._options:
                fill_options(form, self._options)
        return self._forms[record]


def _list_form_changes(form: GatewayForm, before: Record | None, after: Record | None) -> Iterator[Change]:
    for name, _field in form.document_fields():
        old, new = getattr(before, name, None), getattr(after, name, None)
        is_different = bool(old or new) if before is None or after is None else not are_same(old, new)
        if is_different:
            yield Change(
                form.get_label(name),
                "" if before is None else form.format_value(name, old),
                "" if after is None else form.format_value(name, new),
            )


def _list_e_invoicing(before: Record | None, after: Record | None) -> Iterator[Change]:
    """The one property of a customer that no form has: a switch on its page."""
    if isinstance(before, Customer) and isinstance(after, Customer):
        old, new = before.e_invoicing_disabled_by_default, after.e_invoicing_disabled_by_default
        if old != new:
            states = {False: _("On by default"), True: _("Off by default")}
            yield Change(_("E-invoices"), states[old], states[new])
