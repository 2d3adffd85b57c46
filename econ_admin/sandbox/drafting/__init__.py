"""From a written body to a draft invoice: what it points at, its lines, what it comes to."""

from econ_admin.sandbox.drafting.drafts import build_draft, build_draft_with_lines

__all__ = ["build_draft", "build_draft_with_lines"]
