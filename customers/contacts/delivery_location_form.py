"""The form of a delivery location."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from customers.editing.field_factories import flag_field, text_field
from customers.editing.form import GatewayForm
from econ_admin.gateway.records import DeliveryLocation, Record


class DeliveryLocationForm(GatewayForm):
    """A delivery location: an address that goods are delivered to."""

    record: ClassVar[type[Record]] = DeliveryLocation

    address = text_field(DeliveryLocation, "address", _("Address"), lines=2)
    postal_code = text_field(DeliveryLocation, "postal_code", _("Postal code"))
    city = text_field(DeliveryLocation, "city", _("City"))
    country = text_field(DeliveryLocation, "country", _("Country"))
    terms_of_delivery = text_field(DeliveryLocation, "terms_of_delivery", _("Terms of delivery"))
    barred = flag_field(_("Barred"), help_text=_("Nothing new can be delivered to a barred location."))
