"""The form of a delivery location."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from customers.editing.address_form import AddressForm
from customers.editing.field_factories import flag_field, number_field, text_field
from econ_admin.gateway.records import DeliveryLocation, Record


class DeliveryLocationForm(AddressForm):
    """A delivery location: an address that goods are delivered to."""

    record: ClassVar[type[Record]] = DeliveryLocation
    postal_code_field = "postal_code"

    address = text_field(DeliveryLocation, "address", _("Address"), lines=2)
    postal_code = text_field(DeliveryLocation, "postal_code", _("Postal code"))
    city = text_field(DeliveryLocation, "city", _("City"))
    country = text_field(DeliveryLocation, "country", _("Country"))
    terms_of_delivery = text_field(
        DeliveryLocation, "terms_of_delivery", _("Terms of delivery"), help_text=_("For example EXW Aarhus.")
    )
    sort_key = number_field(
        DeliveryLocation,
        "sort_key",
        _("Position in the list"),
        help_text=_("A whole number. Delivery locations are listed from the lowest to the highest."),
    )
    barred = flag_field(_("Barred"), help_text=_("Nothing new can be delivered to a barred location."))
