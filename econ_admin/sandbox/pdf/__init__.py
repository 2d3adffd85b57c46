"""Invoices on paper: a draft or a booked invoice as the PDF that its buyer would get."""

from econ_admin.sandbox.pdf.paper import render_invoice as render_invoice
