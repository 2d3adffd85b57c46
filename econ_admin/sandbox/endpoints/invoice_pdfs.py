"""Invoices as PDFs. A request with `Accept: application/pdf` gets 406, as everywhere."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.drafting.lines import build_priced_line, get_vat_rate
from econ_admin.sandbox.endpoints import agreement, booked_serializers, draft_serializers
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.pdf import render_invoice
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Endpoint, Routes


def build_pdf_endpoint(collection: Collection, *, draft: bool) -> Endpoint:
    """GET /invoices/drafts/:n/pdf, GET /invoices/booked/:n/pdf."""

    def get_pdf(request: ApiRequest, number: int) -> ApiResponse:
        invoice = _add_names(get_or_404(request, collection, number), request.repository)
        if draft:
            invoice = _add_vat(invoice, request.repository)
        seller = get_or_404(request, agreement.COLLECTION, request.repository.get_only_key("self"))
        return ApiResponse(200, pdf=render_invoice(invoice, seller, draft=draft))

    return get_pdf


def _add_names(invoice: Document, repository: Repository) -> Document:
    """Returns the invoice with the names of contacts and employees, which it stores by number."""
    recipient, references = {**invoice["recipient"]}, {**invoice.get("references", {})}
    for section, name, noun, number in (
        (recipient, "attention", "contacts", "customerContactNumber"),
        (references, "customerContact", "contacts", "customerContactNumber"),
        (references, "salesPerson", "employees", "employeeNumber"),
        (references, "vendorReference", "employees", "employeeNumber"),
    ):
        person = repository.find(noun, section[name][number]) if name in section else None
        if person:
            section[name] = {**section[name], "name": person.get("name", "")}
    return {**invoice, "recipient": recipient, "references": references}


def _add_vat(invoice: Document, repository: Repository) -> Document:
    """Returns the draft with the VAT of each line, which drafts do not store."""
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    lines = []
    for line in invoice.get("lines", []):
        if "product" not in line:
            lines.append(line)
            continue
        priced_line = build_priced_line(line, get_vat_rate(repository, line["product"]["productNumber"], zone))
        lines.append({**line, "vatRate": priced_line.vat_rate, "vatAmount": priced_line.vat})
    return {**invoice, "lines": lines}


ROUTES: Routes = {
    f"/{draft_serializers.COLLECTION.path}/<int:number>/pdf": {
        "GET": build_pdf_endpoint(draft_serializers.COLLECTION, draft=True)
    },
    f"/{booked_serializers.COLLECTION.path}/<int:number>/pdf": {
        "GET": build_pdf_endpoint(booked_serializers.COLLECTION, draft=False)
    },
}
