"""URLs of unsent drafts, and of the actions that start one."""

from django.urls import path

from customers.drafting.views import drafts, header, lines, paste, prices, products, send
from customers.drafting.views.old_urls import redirect_old_url

urlpatterns = [
    path("customers/<int:customer>/unsent/", drafts.create_draft, name="new-draft"),
    path("drafts/<int:draft>/edit/", drafts.edit_draft_invoice, name="edit-draft"),
    path("drafts/<int:draft>/copy/", drafts.copy_draft_invoice, name="copy-draft"),
    path("booked/<int:booked>/copy/", drafts.copy_booked_invoice, name="copy-booked"),
    path("booked/<int:booked>/credit/", drafts.credit_booked_invoice, name="credit-booked"),
    path("unsent/", drafts.list_unsent_drafts, name="unsent-drafts"),
    path("unsent/<int:pk>/", drafts.show_draft, name="unsent-draft"),
    path("unsent/<int:pk>/fields/", header.change_fields, name="unsent-fields"),
    path("unsent/<int:pk>/delivery/", header.settle_delivery_address, name="unsent-delivery"),
    path("unsent/<int:pk>/currency/", header.change_currency, name="unsent-currency"),
    path("unsent/<int:pk>/lines/", lines.add_line, name="unsent-lines"),
    path("unsent/<int:pk>/lines/<int:line>/", lines.edit_line, name="unsent-line"),
    path("unsent/<int:pk>/reprice/", prices.reprice_all_lines, name="unsent-reprice"),
    path("unsent/<int:pk>/paste/", paste.paste_lines, name="unsent-paste"),
    path("unsent/<int:pk>/products/", products.suggest_products, name="unsent-products"),
    path("unsent/<int:pk>/review/", send.review_draft, name="unsent-review"),
    path("unsent/<int:pk>/send/", send.send_draft, name="unsent-send"),
    path("unsent/<int:pk>/send-as-new/", send.send_as_new, name="unsent-send-as-new"),
    path("unsent/<int:pk>/retry/", send.retry_send, name="unsent-retry"),
    path("unsent/<int:pk>/decide/", send.decide_outcome, name="unsent-decide"),
    path("unsent/<int:pk>/take-over/", drafts.take_over_draft, name="unsent-take-over"),
    path("unsent/<int:pk>/discard/", drafts.discard_draft, name="unsent-discard"),
    path("sheets/", redirect_old_url, name="old-unsent-drafts"),
    path("sheets/<path:rest>", redirect_old_url, name="old-unsent-draft"),
    path("customers/<int:customer>/sheets/", redirect_old_url, name="old-new-draft"),
]
