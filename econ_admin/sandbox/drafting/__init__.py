"""Builds draft invoices from request bodies: references, lines, totals."""

from econ_admin.sandbox.drafting.drafts import build_draft, build_draft_with_lines

__all__ = ["build_draft", "build_draft_with_lines"]
