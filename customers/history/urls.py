"""URLs of the history."""

from django.urls import path

from customers.history.views import histories, resolve, undo

CONTACTS, LOCATIONS = {"noun": "contacts"}, {"noun": "delivery-locations"}

urlpatterns = [
    path("history/<int:entry>/undo/", undo.undo_write, name="undo"),
    path("history/<int:entry>/outcome/", resolve.resolve_write, name="resolve"),
    path("history/<int:entry>/restore/", undo.restore_document, name="restore"),
    path("history/", histories.show_agreement_history, name="history"),
    path("customers/<int:customer>/history/", histories.show_customer_history, name="customer-history"),
    path(
        "customers/<int:customer>/contacts/<int:number>/history/",
        histories.show_child_history,
        CONTACTS,
        name="contact-history",
    ),
    path(
        "customers/<int:customer>/delivery-locations/<int:number>/history/",
        histories.show_child_history,
        LOCATIONS,
        name="delivery-location-history",
    ),
    path("drafts/<int:draft>/history/", histories.show_draft_history, name="draft-history"),
]
