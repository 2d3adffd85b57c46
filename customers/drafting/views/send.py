"""Before a sheet is sent, its sending, and what is done where nobody knows what came of that."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.drafting import ownership, resolve_send, send
from customers.drafting.field_errors import Refused
from customers.drafting.ownership import StillThere
from customers.drafting.presend_facts import checks
from customers.drafting.revisions import NotOpen, Outdated
from customers.drafting.send import Conflicted, Stopped
from customers.drafting.send_attempt import Sent
from customers.drafting.views.panel import ask_about_pending, panel, stopped
from customers.drafting.views.responses import not_open, number_in, the_sheet
from customers.editing.leases import Busy
from customers.editing.unresolved_writes import TooLate
from customers.models import Sheet
from customers.shared import formatting
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import EconRequest, redirect_to, url_for

AMOUNTS = {
    "net_amount": gettext_lazy("Without VAT"),
    "vat_amount": gettext_lazy("VAT"),
    "gross_amount": gettext_lazy("In all"),
    "net_amount_in_base_currency": gettext_lazy("Without VAT, in the agreement's currency"),
    "gross_amount_in_base_currency": gettext_lazy("In all, in the agreement's currency"),
    "total_net_amount": gettext_lazy("The line"),
}


@require_safe
def before(request: EconRequest, sheet: int) -> HttpResponse:
    """What would go wrong, or deserves a thought."""
    found = the_sheet(request, sheet)
    with request.economic.transport.afresh():
        findings = checks(request, found)
    return panel(request, found, 200, findings=findings)


@require_POST
def send_draft(request: EconRequest, sheet: int) -> HttpResponse:
    found, seen = the_sheet(request, sheet), request.POST.getlist("seen")
    if (question := ask_about_pending(request, found)) is not None:
        return question
    choices = {
        name.removeprefix("choice:"): value
        for name, value in request.POST.items()
        if name.startswith("choice:") and isinstance(value, str)
    }
    against, revision = request.POST.get("against", ""), number_in(request, "revision")
    try:
        return _sent(request, send.send(request, found, revision, seen=seen, choices=choices, against=against))
    except NotOpen as error:
        return not_open(request, error)
    except (Stopped, Conflicted, Refused, Outdated, Busy) as error:
        return stopped(request, the_sheet(request, sheet), error)
    except GatewayError as error:
        return _failed(request, found, error)


@require_POST
def send_as_new(request: EconRequest, sheet: int) -> HttpResponse:
    """The draft that it was opened on is gone: what stands here becomes another, if nothing else is against that."""
    found, seen, revision = the_sheet(request, sheet), request.POST.getlist("seen"), number_in(request, "revision")
    if (question := ask_about_pending(request, found)) is not None:
        return question
    try:
        if not found.is_new:
            found = ownership.make_new(request, found, revision)
            revision = found.revision
        return _sent(request, send.send(request, found, revision, seen=seen))
    except NotOpen as error:
        return not_open(request, error)
    except (Outdated, Busy) as error:
        return stopped(request, the_sheet(request, sheet), error)
    except StillThere:
        told = {"number": found.draft_number}
        messages.info(request, _("Draft %(number)s is in e-conomic after all. Sending the sheet changes it.") % told)
    except (Stopped, Refused):
        messages.warning(request, _("It is a new draft now, and not sent yet: look at what stands against that."))
    except GatewayError as error:
        return _failed(request, found, error)
    return redirect_to(request, url_for(request, "customers:sheet", sheet))


@require_POST
def settle(request: EconRequest, sheet: int) -> HttpResponse:
    """Ask e-conomic again, with the same key."""
    try:
        sent = resolve_send.settle(request, the_sheet(request, sheet))
    except NotOpen as error:
        return not_open(request, error)
    except Refused as error:
        return stopped(request, the_sheet(request, sheet), error)
    except TooLate:
        return redirect_to(request, url_for(request, "customers:sheet", sheet))
    if sent is None:
        messages.info(request, _("It was not done. The sheet is open again."))
        return redirect_to(request, url_for(request, "customers:sheet", sheet))
    return _sent(request, sent)


@require_POST
def decide(request: EconRequest, sheet: int) -> HttpResponse:
    """Which of the customer's drafts the sheet has become, or none."""
    try:
        resolve_send.decide(request, the_sheet(request, sheet), number_in(request, "draft") or None)
    except NotOpen as error:
        return not_open(request, error)
    return redirect_to(request, url_for(request, "customers:sheet", sheet))


def _sent(request: EconRequest, sent: Sent) -> HttpResponse:
    told = {"number": sent.draft.draft_invoice_number}
    messages.success(request, _("Draft %(number)s is in e-conomic. An invoice is booked in e-conomic itself.") % told)
    for each in sent.differences:
        what = AMOUNTS.get(each.field, each.field)
        line = "" if each.line is None else _("line %(line)s: ") % {"line": each.line + 1}
        theirs = "–" if each.theirs is None else formatting.amount(each.theirs)
        told_of = {"line": line, "what": what, "ours": formatting.amount(each.ours), "theirs": theirs}
        messages.warning(request, _("%(line)s%(what)s was %(ours)s here; e-conomic says %(theirs)s.") % told_of)
    if sent.dropped:
        said = {"fields": ", ".join(sent.dropped)}
        messages.warning(request, _("e-conomic did not take over: %(fields)s.") % said)
    return redirect_to(request, url_for(request, "customers:draft", sent.draft.draft_invoice_number))


def _failed(request: EconRequest, sheet: Sheet, error: GatewayError) -> HttpResponse:
    """Nobody knows what came of it, and its page says so; or the draft went while it was looked at."""
    if isinstance(error, NotFound) and not sheet.is_new:
        return stopped(request, sheet, Stopped(checks(request, sheet)))
    if not error.outcome_unknown:
        raise error
    return redirect_to(request, url_for(request, "customers:sheet", sheet.pk))
