"""The form of a contact."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from customers.editing.field_factories import multiple_choice_field, text_field
from customers.editing.form import GatewayForm
from customers.frame.contact_rows import NOTIFICATIONS
from econ_admin.gateway.records import Contact, Record


class ContactForm(GatewayForm):
    """A contact: a person at a customer."""

    record: ClassVar[type[Record]] = Contact

    name = text_field(Contact, "name", _("Name"), required=True)
    email = text_field(
        Contact,
        "email",
        _("E-mail"),
        help_text=_("Separate several addresses with a space."),
        inputmode="email",
    )
    phone = text_field(Contact, "phone", _("Telephone"), inputmode="tel")
    email_notifications = multiple_choice_field(
        _("Receives by e-mail"), list(NOTIFICATIONS.items()),
        help_text=_("e-conomic sends these documents to the contact's e-mail address."),
    )  # fmt: skip
    e_invoice_id = text_field(
        Contact, "e_invoice_id", _("E-invoice ID"), help_text=_("The ID that the EAN recipient uses for this person.")
    )
    notes = text_field(Contact, "notes", _("Notes"), lines=3)
