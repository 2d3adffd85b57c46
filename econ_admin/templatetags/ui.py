"""What every page's look needs and a template cannot say: icons, initials, the colour of an agreement's mark."""

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

SEALS = 4  # the colours that app.css has


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A symbol of the sprite. It decorates: the word stands beside it, or in the label of what holds it."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)


@register.filter
def options(choices: Iterable[Sequence[Any]], selected: str | None = None) -> SafeString:
    """What a list offers: `{{ units|options:cell.value }}`, or `{{ sorts|options }}` where each says if it is chosen.

    A loop of the template's takes long over it, and a sheet has a list in each of its rows.
    """
    if selected is not None:
        choices = [(value, text, value == selected) for value, text in choices]
    return SafeString("".join([_render_option(*choice) for choice in choices]))


def _render_option(value: str, text: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(text)}</option>'


@register.filter
def initials(name: str) -> str:
    """At most two letters: of the first and the last word, or the first two of the only one."""
    words = re.findall(r"\w+", name)
    letters = words[0][0] + words[-1][0] if len(words) > 1 else name.strip()[:2]
    return letters.upper()


@register.filter
def seal(number: int) -> int:
    """Which colour the agreement with this key has: always the same one."""
    return 1 + (number - 1) % SEALS


@register.filter
def section(request: HttpRequest) -> str:
    """The part of the dashboard that a page belongs to: what follows the agreement in its address."""
    return f"{request.path}//".split("/")[2]
