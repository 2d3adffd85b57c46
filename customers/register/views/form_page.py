"""The page of a customer's form, and what is said above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.editing import recovery_copies
from customers.editing.conflicts import Dispute, Version, version
from customers.editing.form import Wrong
from customers.editing.merge import Conflict
from customers.editing.warnings import Caution
from customers.frame.customer_frame import listed
from customers.query.columns import is_over_limit
from customers.register.forms import CustomerForm
from customers.register.views.form_options import Lists, lists_at_hand, offer
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, url_for
from econ_admin.middleware import get_error_status

NOUN = "customers"
PAGE = "register/edit.html"


@dataclass
class Editing:
    """A form for a customer, and what is to be said above it."""

    form: CustomerForm
    number: int | None = None
    base: str = ""
    """The document that the form is over, for its hidden field."""
    dispute: Dispute | None = None
    cautions: Sequence[Caution] = ()
    error: GatewayError | None = None
    key: str = ""
    """Of a write of unknown outcome."""
    sentence: str = ""
    """What else there is to say."""
    held: Sequence[Conflict] = ()
    """After an unknown outcome: what was sent, beside what e-conomic holds."""
    alike: Sequence[Customer] = ()
    """Customers that may be the one of an unknown outcome."""
    looked: bool = False
    """They were shown, so that to make it all the same is a decision."""
    offer: recovery_copies.Offer | None = None
    typed: bool = False
    """It shows what was typed before, and is not saved."""
    ticket: str = ""
    """Of a form for a new customer: what it sends makes one customer, however often it is sent."""

    @property
    def failed(self) -> bool:
        return bool(self.error or self.sentence or self.dispute or self.form.summary)

    @property
    def held_versions(self) -> list[Version]:
        return [version(self.form, each) for each in self.held]

    @property
    def named_cautions(self) -> list[Wrong]:
        """Each with the control that it is about."""
        form = self.form
        known = [each for each in self.cautions if each.field in form.fields]
        return [Wrong(form[each.field].id_for_label, form.label_of(each.field), _say(each)) for each in known]

    @property
    def log_id(self) -> str:
        return self.error.log_id if self.error else ""

    @property
    def reason(self) -> str:
        """Why it is not saved, or not known to be."""
        return self.sentence or (_(self.error.message) % self.error.parameters if self.error else "")


def show(request: EconRequest, editing: Editing, status: int = 200, lists: Lists | None = None) -> HttpResponse:
    """The page with the form; 422 and failures show it again with what was typed."""
    offer(editing.form, lists or lists_at_hand(request, editing.number))
    for caution in editing.cautions:
        if caution.field in editing.form.fields:
            editing.form.warn(caution.field, [*_warned(editing.form, caution.field), _say(caution)])
    came_from = listed(request)
    record = editing.form.base
    context = {
        "editing": editing,
        "form": editing.form,
        "customer": record,
        "over_limit": isinstance(record, Customer) and is_over_limit(record),
        "list_url": came_from.here,
    }
    if editing.number is None:
        context["action"], context["back"] = url_for(request, "customers:new") + came_from.trail, came_from.here
    else:
        context["action"] = url_for(request, "customers:edit", editing.number) + came_from.trail
        context["back"] = url_for(request, "customers:page", editing.number) + came_from.trail
    return render(request, PAGE, context, status=status)


def _warned(form: CustomerForm, name: str) -> list[str]:
    return list(getattr(form.fields[name], "warnings", ()))


def _say(caution: Caution) -> str:
    return _(caution.sentence) % caution.parameters


def failed(request: EconRequest, editing: Editing, error: GatewayError) -> HttpResponse:
    """e-conomic did not do it, or nobody knows: the form again, with its sentence on top.

    An attempt to ask again that was not even sent leaves what was in doubt in doubt.
    """
    if not isinstance(error, Rejected) or error.outcome_unknown:
        editing.key = error.idempotency_key if error.outcome_unknown else editing.key
    else:
        editing.key = ""
    editing.error = error
    return show(request, editing, get_error_status(error))
