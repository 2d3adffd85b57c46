"""The invoices as PDFs. Who asks for them with `Accept: application/pdf` is refused with 406, as everywhere."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.drafting.lines import reckoning_of, vat_rate
from econ_admin.sandbox.endpoints import agreement, booked_serializers, draft_serializers
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.pdf import render
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.request import Answerer, Call, Reply, Routes


def pdf_of(collection: Collection, *, draft: bool) -> Answerer:
    """GET /invoices/drafts/:n/pdf, GET /invoices/booked/:n/pdf."""

    def answer(call: Call, number: int) -> Reply:
        invoice = _naming(demanded(call, collection, number), call.books)
        if draft:
            invoice = _rating(invoice, call.books)
        seller = demanded(call, agreement.COLLECTION, call.books.only("self"))
        return Reply(200, pdf=render(invoice, seller, draft=draft))

    return answer


def _naming(invoice: Document, books: Books) -> Document:
    """The invoice with the names of people that it knows by number."""
    recipient, references = {**invoice["recipient"]}, {**invoice.get("references", {})}
    for section, name, noun, number in (
        (recipient, "attention", "contacts", "customerContactNumber"),
        (references, "customerContact", "contacts", "customerContactNumber"),
        (references, "salesPerson", "employees", "employeeNumber"),
        (references, "vendorReference", "employees", "employeeNumber"),
    ):
        person = books.find(noun, section[name][number]) if name in section else None
        if person:
            section[name] = {**section[name], "name": person.get("name", "")}
    return {**invoice, "recipient": recipient, "references": references}


def _rating(invoice: Document, books: Books) -> Document:
    """The draft with the VAT of each line, which its document does not tell."""
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    lines = []
    for line in invoice.get("lines", []):
        if "product" not in line:
            lines.append(line)
            continue
        reckoning = reckoning_of(line, vat_rate(books, line["product"]["productNumber"], zone))
        lines.append({**line, "vatRate": reckoning.vat_rate, "vatAmount": reckoning.vat})
    return {**invoice, "lines": lines}


ROUTES: Routes = {
    f"/{draft_serializers.COLLECTION.address}/<int:number>/pdf": {
        "GET": pdf_of(draft_serializers.COLLECTION, draft=True)
    },
    f"/{booked_serializers.COLLECTION.address}/<int:number>/pdf": {
        "GET": pdf_of(booked_serializers.COLLECTION, draft=False)
    },
}
