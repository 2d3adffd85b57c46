"""Removes an agreement from the dashboard: its token, its roles and all that is ours, but not the audit trail."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest, url_for
from econ_admin.agreements.changes import remove_agreement
from econ_admin.database_clock import read_shared_time
from econ_admin.http import redirect_to, render_error

TEMPLATE = "agreements/remove.html"
SENDING_AT_MOST = timedelta(minutes=1)


@require_http_methods(["GET", "HEAD", "POST"])
def show_removal(request: EconRequest) -> HttpResponse:
    """Says what removing deletes; removes on POST."""
    agreement = request.agreement
    if not agreement.is_added and request.method != "POST":
        return redirect_to(request, url_for(request, "agreements:agreement"))
    if not agreement.is_added:
        message = _("The server's environment says which agreement this is. It cannot be changed here.")
        return render_error(request, message, 400)
    drafts = WorkingDraft.objects.filter(agreement=agreement).exclude(state=WorkingDraft.State.SENT)
    if request.method != "POST":
        context = {
            "draft_count": drafts.count(),
            "people_count": agreement.memberships.exclude(person=request.user).count(),
        }
        return render(request, TEMPLATE, context)
    since = read_shared_time() - SENDING_AT_MOST
    if drafts.filter(state=WorkingDraft.State.SENDING, attempted_at__gte=since).exists():
        return render_error(request, _("A draft is being sent right now. Try again in a minute."), 409)
    remove_agreement(agreement, request.user)
    messages.success(request, _("%(name)s was removed from this dashboard.") % {"name": agreement.name})
    return redirect_to(request, reverse("home"))
