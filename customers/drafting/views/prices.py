"""All lines of a sheet asked for again: what e-conomic says that they cost now."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.drafting import reprice
from customers.drafting.reprice import Repriced
from customers.drafting.revisions import NotOpen
from customers.drafting.views.responses import not_open, rows_kept, the_sheet
from econ_admin.http import EconRequest


@require_POST
def reprice_all(request: EconRequest, sheet: int) -> HttpResponse:
    """All lines except those whose price was set by hand; those too, where that was chosen."""
    by_hand = request.POST.get("by_hand") == "yes"
    try:
        done = reprice.reprice(request, the_sheet(request, sheet), by_hand=by_hand)
    except NotOpen as error:
        return not_open(request, error)
    said = _repriced(done)
    if not request.htmx:
        messages.success(request, said)
    return rows_kept(request, done.sheet, done.written, said=said, repriced=said)


def _repriced(done: Repriced) -> str:
    asked = done.asked - len(done.left)
    told = {"asked": asked, "by_hand": done.by_hand, "changed": len(done.changed), "left": len(done.left)}
    said = ngettext("%(asked)s line repriced.", "%(asked)s lines repriced.", asked)
    if done.by_hand:
        said = ngettext(
            "%(asked)s line repriced, %(by_hand)s set by hand left.",
            "%(asked)s lines repriced, %(by_hand)s set by hand left.",
            asked,
        )
    if done.changed:
        said += " " + ngettext("%(changed)s has changed.", "%(changed)s have changed.", len(done.changed))
    if done.left:
        said += " " + ngettext(
            "e-conomic gave no price for %(left)s: it keeps what it had.",
            "e-conomic gave no price for %(left)s: they keep what they had.",
            len(done.left),
        )
    return said % told
