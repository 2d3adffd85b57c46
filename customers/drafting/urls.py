"""The addresses of sheets, and of what begins one."""

from django.urls import path

from customers.drafting.views import drafts, header, lines, prices, products, send

urlpatterns = [
    path("customers/<int:customer>/sheets/", drafts.create_draft, name="new-sheet"),
    path("drafts/<int:draft>/edit/", drafts.edit_draft_invoice, name="edit-draft"),
    path("drafts/<int:draft>/copy/", drafts.copy_draft_invoice, name="copy-draft"),
    path("booked/<int:booked>/copy/", drafts.copy_booked_invoice, name="copy-booked"),
    path("booked/<int:booked>/credit/", drafts.credit_booked_invoice, name="credit-booked"),
    path("sheets/", drafts.list_unsent_drafts, name="sheets"),
    path("sheets/<int:sheet>/", drafts.show_draft, name="sheet"),
    path("sheets/<int:sheet>/fields/", header.change_fields, name="sheet-fields"),
    path("sheets/<int:sheet>/currency/", header.change_currency, name="sheet-currency"),
    path("sheets/<int:sheet>/lines/", lines.add_line, name="sheet-lines"),
    path("sheets/<int:sheet>/lines/<int:line>/", lines.edit_line, name="sheet-line"),
    path("sheets/<int:sheet>/repriced/", prices.reprice_all_lines, name="sheet-reprice"),
    path("sheets/<int:sheet>/pasted/", lines.paste_lines, name="sheet-paste"),
    path("sheets/<int:sheet>/products/", products.suggest_products, name="sheet-products"),
    path("sheets/<int:sheet>/before/", send.review_draft, name="sheet-before"),
    path("sheets/<int:sheet>/send/", send.send_draft, name="sheet-send"),
    path("sheets/<int:sheet>/sent-as-new/", send.send_as_new, name="sheet-send-as-new"),
    path("sheets/<int:sheet>/asked-again/", send.retry_send, name="sheet-settle"),
    path("sheets/<int:sheet>/decided/", send.decide_outcome, name="sheet-decide"),
    path("sheets/<int:sheet>/taken-over/", drafts.take_over_draft, name="sheet-take-over"),
    path("sheets/<int:sheet>/thrown-away/", drafts.discard_draft, name="sheet-throw-away"),
]
