"""The addresses of the app, below an agreement's."""

from django.urls import path

from customers.contacts.views import contacts, delivery_locations
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
    path("customers/", customer_list.customer_list, name="list"),
    path("customers/customers.csv", exports.csv, name="export-csv"),
    path("customers/customers.xlsx", exports.xlsx, name="export-xlsx"),
    path("customers/choice/", list_preferences.choose, name="choose"),
    path("customers/views/", saved_views.views, name="views"),
    path("customers/views/renamed/", saved_views.rename_view, name="rename-view"),
    path("customers/views/deleted/", saved_views.delete_view, name="delete-view"),
    path("customers/views/made-again/", saved_views.make_view_again, name="make-view-again"),
    path("customers/new/", create.new, name="new"),
    path("customers/<int:customer>/", detail.customer_page, name="page"),
    path("customers/<int:customer>/edit/", edit.edit, name="edit"),
    path("customers/<int:customer>/delete/", delete.delete, name="delete"),
    path("customers/<int:customer>/e-invoicing/", e_invoicing.e_invoicing, name="e-invoicing"),
    path("customers/<int:customer>/contacts/", contacts.contacts, name="contacts"),
    path("customers/<int:customer>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("customers/<int:customer>/contacts/<int:contact>/", contacts.contact, name="contact"),
    path("customers/<int:customer>/contacts/<int:contact>/delete/", contacts.delete_contact, name="delete-contact"),
    path(
        "customers/<int:customer>/delivery-locations/", delivery_locations.delivery_locations, name="delivery-locations"
    ),
    path(
        "customers/<int:customer>/delivery-locations/new/",
        delivery_locations.new_delivery_location,
        name="new-delivery-location",
    ),
    path(
        "customers/<int:customer>/delivery-locations/<int:location>/",
        delivery_locations.delivery_location,
        name="delivery-location",
    ),
    path(
        "customers/<int:customer>/delivery-locations/<int:location>/delete/",
        delivery_locations.delete_delivery_location,
        name="delete-delivery-location",
    ),
    path("customers/recovery/", recovery.recovery, name="recovery"),
    path("customers/recovery/thrown-away/", recovery.thrown_away, name="thrown-away"),
    path("customers/<int:customer>/drafts/", draft_invoices.drafts, name="drafts"),
    path("customers/<int:customer>/booked/", booked_invoices.booked, name="booked"),
    path("drafts/", draft_invoices.all_drafts, name="all-drafts"),
    path("drafts/again/<uuid:key>/", draft_delete.make_draft_again, name="make-draft-again"),
    path("drafts/<int:draft>/", draft_invoices.draft, name="draft"),
    path("drafts/<int:draft>/pdf/", draft_invoices.draft_pdf, name="draft-pdf"),
    path("drafts/<int:draft>/delete/", draft_delete.delete_draft, name="delete-draft"),
    path("booked/", booked_invoices.all_booked, name="all-booked"),
    path("booked/<int:booked>/", booked_invoices.booked_invoice, name="booked-invoice"),
    path("booked/<int:booked>/pdf/", booked_invoices.booked_pdf, name="booked-pdf"),
    *urls.urlpatterns,
]
