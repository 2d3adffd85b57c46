"""What the rows of a sheet have in their cells."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def options(offered: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """`{{ units|options:cell.value }}`: what a list offers, in each of 200 rows."""
    return SafeString(
        "".join(
            [
                f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
                for value, name in offered
            ]
        )
    )
