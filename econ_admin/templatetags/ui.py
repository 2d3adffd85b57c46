"""Template tags for the look of pages: icons, initials, sections."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Renders an icon of the sprite, hidden from screen readers: the text is beside it or in a label."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)


@register.filter
def options(choices: Iterable[Sequence[Any]], selected: str | None = None) -> SafeString:
    """Renders options: `{{ units|options:cell.value }}`, or `{{ sorts|options }}` where each says whether it is
    selected.

    A template loop is slow, and the draft editor has a select in each row.
    """
    if selected is not None:
        choices = [(value, text, value == selected) for value, text in choices]
    return SafeString("".join([_render_option(*choice) for choice in choices]))


def _render_option(value: str, text: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(text)}</option>'


@register.filter
def initials(name: str) -> str:
    """Returns at most two letters: of the first and the last word, or the first two of a single word."""
    words = re.findall(r"\w+", name)
    letters = words[0][0] + words[-1][0] if len(words) > 1 else name.strip()[:2]
    return letters.upper()


@register.filter
def section(request: HttpRequest) -> str:
    """Returns the section of the dashboard that a page belongs to: the part of its path after the agreement."""
    return f"{request.path}//".split("/")[2]
