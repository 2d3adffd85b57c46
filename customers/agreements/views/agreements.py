"""The page over all agreements of a person: their figures, each a link to that agreement's list."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.agreements.agreement_rows import load_rows
from econ_admin.access.agreements import list_memberships, may_add_agreements
from econ_admin.access.models import Membership
from econ_admin.access.request import EconRequest
from econ_admin.http import render_error

TEMPLATE, ROW_TEMPLATE = "agreements/all.html", "agreements/row.html"
MAX_AT_ONCE = 20  # agreements on a page
MAX_NAME = 200  # letters


@require_safe
def show_agreements(request: EconRequest) -> HttpResponse:
    """Shows twenty agreements at a time; `?only=` is the row of one, which is asked for again while it is counted."""
    memberships = list_memberships(request.user)
    if "only" in request.GET:
        chosen = [membership for membership in memberships if membership.agreement.slug == request.GET["only"]]
        if not chosen:
            raise Http404
        return render(request, ROW_TEMPLATE, {"row": load_rows(request, chosen)[0]})
    may_add = may_add_agreements(request.user)
    if not memberships and not may_add:
        message = _("You have no role in any agreement yet. Ask an administrator for one.")
        return render_error(request, message, 403, title=_("Not allowed"))
    text = request.GET.get("q", "").strip()[:MAX_NAME]
    is_long, memberships = len(memberships) > MAX_AT_ONCE, _find(memberships, text)
    page_count = max(1, -(-len(memberships) // MAX_AT_ONCE))
    number = _read_page_number(request.GET.get("page", ""), page_count)
    page_memberships = memberships[(number - 1) * MAX_AT_ONCE : number * MAX_AT_ONCE]
    context: dict[str, Any] = {
        "rows": load_rows(request, page_memberships),
        "may_add": may_add,
        "pages": [str(page) for page in range(1, page_count + 1)] if page_count > 1 else [],
        "page_number": str(number),
        "text": text,
        "is_long": is_long,
    }
    return render(request, TEMPLATE, context)


def _find(memberships: list[Membership], text: str) -> list[Membership]:
    """Returns those of agreements whose name or number has this text."""
    wanted = text.casefold()
    return [
        membership
        for membership in memberships
        if wanted in membership.agreement.name.casefold() or wanted in str(membership.agreement.number or "")
    ]


def _read_page_number(text: str, page_count: int) -> int:
    return min(int(text), page_count) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1
