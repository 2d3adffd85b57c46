"""Renders draft and booked invoices as PDFs."""

from econ_admin.sandbox.pdf.paper import render_invoice as render_invoice
