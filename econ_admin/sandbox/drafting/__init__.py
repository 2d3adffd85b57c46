"""From a written body to a draft invoice: what it points at, its lines, what it comes to."""

from econ_admin.sandbox.drafting.drafts import draft, with_lines

__all__ = ["draft", "with_lines"]
