"""`{% grid_rows rows %}`: rows of the draft editor's grid."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from customers.drafting.grid.grid_row import GridRow
from customers.drafting.grid.row_html import RowWriter
from econ_admin.access.templatetags.access import person_field

register = template.Library()


@register.simple_tag(takes_context=True)
def grid_rows(context: Context, rows: Iterable[GridRow]) -> SafeString:
    """Renders the rows, each with a form of its own."""
    hidden_fields = CsrfTokenNode().render(context) + person_field(context)
    writer = RowWriter(context["labels"], context["units"], context["lines_url"], context["draft_url"], hidden_fields)
    return SafeString("".join([writer.write(row) for row in rows]))
