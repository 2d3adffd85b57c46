"""URLs of the app, below an agreement's."""

from django.urls import path

from customers.contacts.kinds import CONTACTS, DELIVERY_LOCATIONS
from customers.contacts.views import edit as edit_contacts
from customers.contacts.views import panel
from customers.drafting import urls
from customers.editing import recovery
from customers.invoices.views import booked_invoices, draft_delete, draft_invoices
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

app_name = "customers"
urlpatterns = [
    path("customers/", customer_list.list_customers, name="list"),
    path("customers/customers.csv", exports.export_csv, name="export-csv"),
    path("customers/customers.xlsx", exports.export_xlsx, name="export-xlsx"),
    path("customers/preferences/", list_preferences.save_preferences, name="list-preferences"),
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
    *urls.urlpatterns,
]
