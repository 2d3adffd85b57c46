"""Base class of forms with an address: the city follows from a Danish postal code."""

from typing import Any, ClassVar, cast

from django.http import QueryDict

from customers.editing.form import GatewayForm
from customers.shared.form_fields import DocumentField
from customers.shared.postal_codes import find_city
from econ_admin.gateway.records import Record


class AddressForm(GatewayForm):
    """A form with postal code, city and country. A city left empty is filled in when the postal code is new."""

    postal_code_field: ClassVar[str] = "zip"

    def __init__(self, data: QueryDict | None = None, *, base: Record | None = None, **options: Any) -> None:
        super().__init__(data, base=base, **options)
        # for static/js/editing/postal_codes.js
        self.fields[self.postal_code_field].widget.attrs |= {
            "data-city": self["city"].id_for_label,
            "data-country": self["country"].id_for_label,
        }
        if self.is_bound:
            self._fill_in_city()

    def _fill_in_city(self) -> None:
        """Fills in the posted data, so that the city counts as typed in all that follows."""
        postal_code, city, country = (
            self._get_submitted(name) or "" for name in (self.postal_code_field, "city", "country")
        )
        field = cast("DocumentField", self.fields[self.postal_code_field])
        if city.strip() or not field.is_changed(postal_code):
            return
        if found_city := find_city(postal_code, country):
            self.data = cast("QueryDict", self.data).copy()
            self.data[self.add_prefix("city")] = found_city
