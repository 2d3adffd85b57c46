"""The context processor of the palette, which every page of an agreement has."""

from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from customers.palette.commands import is_outage, list_commands
from customers.shared.shortcuts import PALETTE_KEYS
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import Role


def add_palette(request: HttpRequest) -> dict[str, Any]:
    """Adds the palette as HTML, rendered only if the template has it."""
    if not hasattr(request, "agreement"):
        return {}

    def render() -> SafeString:
        page = cast("EconRequest", request)
        return _render_palette(page.agreement.slug, page.role, get_language() or "", is_blocked=is_outage(page))

    return {"palette": render, "palette_keys": PALETTE_KEYS}


@lru_cache(maxsize=512)
def _render_palette(slug: str, role: Role, language: str, *, is_blocked: bool) -> SafeString:
    """Renders the palette once for each role and language, since every page has it."""
    groups = list_commands(slug, role, is_blocked=is_blocked)
    return render_to_string("palette/dialog.html", {"slug": slug, "groups": groups})
