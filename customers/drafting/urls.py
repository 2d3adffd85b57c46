"""The addresses of sheets, and of what begins one."""

from django.urls import path

from customers.drafting.views import drafts, header, lines, prices, products, send

urlpatterns = [
    path("customers/<int:customer>/sheets/", drafts.new_sheet, name="new-sheet"),
    path("drafts/<int:draft>/edit/", drafts.edit_draft, name="edit-draft"),
    path("drafts/<int:draft>/copy/", drafts.copy_draft, name="copy-draft"),
    path("booked/<int:booked>/copy/", drafts.copy_booked, name="copy-booked"),
    path("booked/<int:booked>/credit/", drafts.credit_booked, name="credit-booked"),
    path("sheets/", drafts.sheets, name="sheets"),
    path("sheets/<int:sheet>/", drafts.sheet, name="sheet"),
    path("sheets/<int:sheet>/fields/", header.fields, name="sheet-fields"),
    path("sheets/<int:sheet>/currency/", header.currency, name="sheet-currency"),
    path("sheets/<int:sheet>/lines/", lines.lines, name="sheet-lines"),
    path("sheets/<int:sheet>/lines/<int:line>/", lines.line, name="sheet-line"),
    path("sheets/<int:sheet>/repriced/", prices.reprice_all, name="sheet-reprice"),
    path("sheets/<int:sheet>/pasted/", lines.paste_lines, name="sheet-paste"),
    path("sheets/<int:sheet>/products/", products.products, name="sheet-products"),
    path("sheets/<int:sheet>/before/", send.before, name="sheet-before"),
    path("sheets/<int:sheet>/send/", send.send_draft, name="sheet-send"),
    path("sheets/<int:sheet>/sent-as-new/", send.send_as_new, name="sheet-send-as-new"),
    path("sheets/<int:sheet>/asked-again/", send.settle, name="sheet-settle"),
    path("sheets/<int:sheet>/decided/", send.decide, name="sheet-decide"),
    path("sheets/<int:sheet>/taken-over/", drafts.take_over, name="sheet-take-over"),
    path("sheets/<int:sheet>/thrown-away/", drafts.throw_away, name="sheet-throw-away"),
]
