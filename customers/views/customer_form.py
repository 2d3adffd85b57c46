"""The page of a customer's form: its lists to choose from, and what is said above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers import keeping
from customers.checks import Caution
from customers.forms.base import Wrong
from customers.forms.customers import CustomerForm
from customers.forms.inputs import Options
from customers.listing.columns import is_over_limit
from customers.merging import Conflict
from customers.overview.people import place_name
from customers.views.one import listed
from econ_admin.access.models import Person
from econ_admin.gateway import Deadline, Gap, Gateway, wanted
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.http import EconRequest, url_for
from econ_admin.middleware import status_of

NOUN = "customers"
PAGE = "customers/edit.html"
PATIENCE = 5  # seconds for the lists of a form that is shown again: what was typed is what matters then


class Lists(NamedTuple):
    """What there is to choose from; a gap where e-conomic did not tell."""

    contacts: list[Contact] | Gap
    locations: list[DeliveryLocation] | Gap
    customer_group: Options | Gap
    payment_terms: Options | Gap
    vat_zone: Options | Gap
    currency: Options | Gap
    layout: Options | Gap
    sales_person: Options | Gap


Calls = tuple[
    Callable[[], Options | Gap],
    Callable[[], Options | Gap],
    Callable[[], Options | Gap],
    Callable[[], Options | Gap],
    Callable[[], Options | Gap],
    Callable[[], Options | Gap],
]


def reference_lists(economic: Gateway) -> Calls:
    """The calls for the lists that all customers share, in the order of `Lists`."""
    return (
        wanted(lambda: [(each.customer_group_number, each.name) for each in economic.customer_groups.all()]),
        wanted(lambda: [(each.payment_terms_number, each.name) for each in economic.payment_terms.all()]),
        wanted(lambda: [(each.vat_zone_number, each.name) for each in economic.vat_zones.all()]),
        wanted(lambda: [(each.code, f"{each.code} {each.name}") for each in economic.currencies.all()]),
        wanted(lambda: [(each.layout_number, each.name) for each in economic.layouts.all()]),
        wanted(lambda: [(each.employee_number, each.name) for each in economic.employees.all()]),
    )


def own_lists(
    economic: Gateway, customer: int
) -> tuple[Callable[[], list[Contact] | Gap], Callable[[], list[DeliveryLocation] | Gap]]:
    """The calls for the customer's contacts and delivery locations."""
    return (
        wanted(lambda: economic.contacts.of(customer)),
        wanted(lambda: economic.delivery_locations.of(customer)),
    )


def lists_at_hand(request: EconRequest, customer: int | None) -> Lists:
    """For a form that is shown again: what can be had at once."""
    economic = request.economic
    with economic.transport.within(Deadline(PATIENCE)):
        if customer is None:
            return Lists([], [], *economic.together(*reference_lists(economic)))
        return Lists(*economic.together(*own_lists(economic, customer), *reference_lists(economic)))


def offer(form: CustomerForm, lists: Lists) -> None:
    """Fill the form's lists."""
    people = lists.contacts if isinstance(lists.contacts, Gap) else _people(lists.contacts)
    places = lists.locations if isinstance(lists.locations, Gap) else _places(lists.locations)
    own = {"attention": people, "customer_contact": people, "default_delivery_location": places}
    for name, options in {**lists._asdict(), **own}.items():
        if name in form.fields:
            form.offer(name, options)


def _people(contacts: list[Contact]) -> Options:
    return [(each.customer_contact_number, each.name) for each in contacts if not each.deleted]


def _places(locations: list[DeliveryLocation]) -> Options:
    barred = _("%(place)s (barred)")
    return [
        (each.delivery_location_number, barred % {"place": place_name(each)} if each.barred else place_name(each))
        for each in locations
    ]


class Version(NamedTuple):
    """A field that both changed, in the words of the page."""

    field: str
    label: str
    base: str
    mine: str
    theirs: str


@dataclass
class Editing:
    """A form for a customer, and what is to be said above it."""

    form: CustomerForm
    number: int | None = None
    base: str = ""
    """The document that the form is over, for its hidden field."""
    before: str = ""
    """In a conflict: the document that the form was opened on."""
    conflicts: Sequence[Conflict] = ()
    theirs_alone: Sequence[str] = ()
    colleague: Person | None = None
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
    offer: keeping.Offer | None = None
    typed: bool = False
    """It shows what was typed before, and is not saved."""
    ticket: str = ""
    """Of a form for a new customer: what it sends makes one customer, however often it is sent."""

    @property
    def failed(self) -> bool:
        return bool(self.error or self.sentence or self.conflicts or self.form.summary)

    @property
    def versions(self) -> list[Version]:
        return [version(self.form, each) for each in self.conflicts or self.held]

    @property
    def merged(self) -> list[str]:
        """What was put together without anybody having to decide."""
        return [self.form.label_of(name) for name in self.theirs_alone if name in self.form.fields]

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
        return self.sentence or (_(self.error.sentence) % self.error.parameters if self.error else "")


def version(form: CustomerForm, conflict: Conflict) -> Version:
    name, words = conflict.field, form.words_for
    return Version(
        name,
        form.label_of(name),
        words(name, conflict.base),
        words(name, conflict.mine),
        words(name, conflict.theirs),
    )


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
    if not isinstance(error, Rejected) or error.doubtful:
        editing.key = error.key if error.doubtful else editing.key
    else:
        editing.key = ""
    editing.error = error
    return show(request, editing, status_of(error))
