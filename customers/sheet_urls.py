"""The addresses of sheets, and of what begins one."""

from django.urls import path

from customers.views import sheet_fields, sheet_lines, sheet_prices, sheet_products, sheet_sending, sheets

urlpatterns = [
    path("customers/<int:customer>/sheets/", sheets.new_sheet, name="new-sheet"),
    path("drafts/<int:draft>/edit/", sheets.edit_draft, name="edit-draft"),
    path("drafts/<int:draft>/copy/", sheets.copy_draft, name="copy-draft"),
    path("booked/<int:booked>/copy/", sheets.copy_booked, name="copy-booked"),
    path("booked/<int:booked>/credit/", sheets.credit_booked, name="credit-booked"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/<int:sheet>/", sheets.sheet, name="sheet"),
    path("sheets/<int:sheet>/fields/", sheet_fields.fields, name="sheet-fields"),
    path("sheets/<int:sheet>/currency/", sheet_fields.currency, name="sheet-currency"),
    path("sheets/<int:sheet>/lines/", sheet_lines.lines, name="sheet-lines"),
    path("sheets/<int:sheet>/lines/<int:line>/", sheet_lines.line, name="sheet-line"),
    path("sheets/<int:sheet>/repriced/", sheet_prices.reprice_all, name="sheet-reprice"),
    path("sheets/<int:sheet>/pasted/", sheet_lines.paste, name="sheet-paste"),
    path("sheets/<int:sheet>/products/", sheet_products.products, name="sheet-products"),
    path("sheets/<int:sheet>/before/", sheet_sending.before, name="sheet-before"),
    path("sheets/<int:sheet>/send/", sheet_sending.send, name="sheet-send"),
    path("sheets/<int:sheet>/sent-as-new/", sheet_sending.send_as_new, name="sheet-send-as-new"),
    path("sheets/<int:sheet>/asked-again/", sheet_sending.settle, name="sheet-settle"),
    path("sheets/<int:sheet>/decided/", sheet_sending.decide, name="sheet-decide"),
    path("sheets/<int:sheet>/taken-over/", sheets.take_over, name="sheet-take-over"),
    path("sheets/<int:sheet>/thrown-away/", sheets.throw_away, name="sheet-throw-away"),
]
