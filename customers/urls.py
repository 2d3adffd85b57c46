"""URLs of the app, below an agreement's."""

from django.urls import URLPattern, path

from customers.agreements.views import remove
from customers.contacts.kinds import CONTACTS, DELIVERY_LOCATIONS
from customers.contacts.views import edit as edit_contacts
from customers.contacts.views import panel
from customers.drafting import urls
from customers.editing import city_lookup, recovery
from customers.history import urls as history_urls
from customers.invoices.invoice_kinds import BOOKED_INVOICE, DRAFT, InvoiceKind
from customers.invoices.views import booked_invoices, draft_delete, draft_invoices, statement, sums
from customers.invoices.views import exports as invoice_exports
from customers.overview import urls as overview_urls
from customers.palette import urls as palette_urls
from customers.register.list_kinds import CUSTOMERS
from customers.register.views import (
    create,
    delete,
    detail,
    e_invoicing,
    edit,
    exports,
    list_preferences,
    saved_views,
)
from customers.register.views import list as customer_list
from customers.shared.spreadsheet_response import CSV, XLSX

app_name = "customers"


def _build_list_urls(kind: InvoiceKind) -> list[URLPattern]:
    """Builds the URLs below an invoice list, of all customers and of one: files, and preferences."""
    return [
        pattern
        for prefix, name in (("", ""), ("customers/<int:customer>/", "customer-"))
        for pattern in (
            *(
                path(
                    f"{prefix}{kind.key}/{kind.key}.{file_format.extension}",
                    invoice_exports.export_invoices,
                    {"kind": kind, "file_format": file_format},
                    name=f"{name}{kind.key}-{file_format.extension}",
                )
                for file_format in (CSV, XLSX)
            ),
            path(f"{prefix}{kind.key}/sum/", sums.show_sum, {"kind": kind}, name=f"{name}{kind.key}-sum"),
            path(
                f"{prefix}{kind.key}/preferences/",
                list_preferences.save_preferences,
                {"kind": kind},
                name=f"{name}{kind.key}-preferences",
            ),
        )
    ]


urlpatterns = [
    path("customers/", customer_list.list_customers, name="list"),
    path("customers/customers.csv", exports.export_csv, name="export-csv"),
    path("customers/customers.xlsx", exports.export_xlsx, name="export-xlsx"),
    path("customers/preferences/", list_preferences.save_preferences, {"kind": CUSTOMERS}, name="list-preferences"),
    path("customers/views/", saved_views.manage_views, name="views"),
    path("customers/views/rename/", saved_views.rename_view, name="rename-view"),
    path("customers/views/delete/", saved_views.delete_view, name="delete-view"),
    path("customers/views/restore/", saved_views.restore_view, name="restore-view"),
    path("customers/new/", create.create_customer, name="new"),
    path("customers/<int:customer>/", detail.show_customer, name="customer"),
    path("customers/<int:customer>/edit/", edit.edit_customer, name="edit"),
    path("customers/<int:customer>/delete/", delete.delete_customer, name="delete"),
    path("customers/<int:customer>/e-invoicing/", e_invoicing.switch_e_invoicing, name="e-invoicing"),
    path("customers/<int:customer>/contacts/", panel.list_records, {"kind": CONTACTS}, name="contacts"),
    path("customers/<int:customer>/contacts/new/", edit_contacts.create_record, {"kind": CONTACTS}, name="new-contact"),
    path(
        "customers/<int:customer>/contacts/<int:number>/", edit_contacts.edit_record, {"kind": CONTACTS}, name="contact"
    ),
    path(
        "customers/<int:customer>/contacts/<int:number>/delete/",
        edit_contacts.delete_record,
        {"kind": CONTACTS},
        name="delete-contact",
    ),
    path(
        "customers/<int:customer>/delivery-locations/",
        panel.list_records,
        {"kind": DELIVERY_LOCATIONS},
        name="delivery-locations",
    ),
    path(
        "customers/<int:customer>/delivery-locations/new/",
        edit_contacts.create_record,
        {"kind": DELIVERY_LOCATIONS},
        name="new-delivery-location",
    ),
    path(
        "customers/<int:customer>/delivery-locations/<int:number>/",
        edit_contacts.edit_record,
        {"kind": DELIVERY_LOCATIONS},
        name="delivery-location",
    ),
    path(
        "customers/<int:customer>/delivery-locations/<int:number>/delete/",
        edit_contacts.delete_record,
        {"kind": DELIVERY_LOCATIONS},
        name="delete-delivery-location",
    ),
    path("postal-codes/", city_lookup.look_up_city, name="postal-codes"),
    path("customers/recovery/", recovery.save_recovery_copy, name="recovery"),
    path("customers/recovery/discard/", recovery.discard_recovery_copy, name="discard-recovery"),
    path("customers/<int:customer>/drafts/", draft_invoices.list_customer_draft_invoices, name="drafts"),
    path("customers/<int:customer>/booked/", booked_invoices.list_customer_booked, name="booked"),
    path("drafts/", draft_invoices.list_all_draft_invoices, name="all-drafts"),
    path("drafts/restore/<uuid:key>/", draft_delete.restore_draft_invoice, name="restore-draft"),
    path("drafts/<int:draft>/", draft_invoices.show_draft_invoice, name="draft"),
    path("drafts/<int:draft>/pdf/", draft_invoices.serve_draft_pdf, name="draft-pdf"),
    path("drafts/<int:draft>/delete/", draft_delete.delete_draft_invoice, name="delete-draft"),
    path("booked/", booked_invoices.list_all_booked, name="all-booked"),
    path("booked/<int:booked>/", booked_invoices.show_booked_invoice, name="booked-invoice"),
    path("booked/<int:booked>/pdf/", booked_invoices.serve_booked_pdf, name="booked-pdf"),
    path("customers/<int:customer>/statement/", statement.show_statement, name="statement"),
    path("customers/<int:customer>/statement/pdf/", statement.serve_statement_pdf, name="statement-pdf"),
    path("customers/<int:customer>/statement/statement.xlsx", statement.export_statement, name="statement-xlsx"),
    *_build_list_urls(DRAFT),
    *_build_list_urls(BOOKED_INVOICE),
    *urls.urlpatterns,
    *palette_urls.urlpatterns,
    *history_urls.urlpatterns,
    *overview_urls.urlpatterns,
    path("agreement/remove/", remove.show_removal, name="remove-agreement"),
]
