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
    """Adds the commands as HTML, rendered only if the template has a palette."""
    if not hasattr(request, "agreement"):
        return {}

    def render() -> SafeString:
        page = cast("EconRequest", request)
        return _render_commands(page.agreement.slug, page.role, get_language() or "", is_blocked=is_outage(page))

    return {"palette_commands": render, "palette_keys": PALETTE_KEYS}


@lru_cache(maxsize=64)
def _render_commands(slug: str, role: Role, language: str, *, is_blocked: bool) -> SafeString:
    """Renders the commands once for each role and language, since every page has them."""
    return render_to_string("palette/commands.html", {"groups": list_commands(slug, role, is_blocked=is_blocked)})
