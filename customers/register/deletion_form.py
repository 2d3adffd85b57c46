"""Asks for the name or number of a customer before it is deleted."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.editing.form import ErrorSummaryItem
from econ_admin.gateway.records import Customer


class DeletionForm(forms.Form):
    """A confirmation by name or number. Spaces and case are ignored."""

    use_required_attribute = False

    named = forms.CharField(
        label=gettext_lazy("Customer name or number"),
        required=False,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, customer: Customer | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.customer = customer

    def clean_named(self) -> str:
        named: str = self.cleaned_data["named"]
        if self.customer and _normalize(named) not in (
            _normalize(self.customer.name),
            str(self.customer.customer_number),
        ):
            raise ValidationError(_("Enter the name shown above, or the number %(number)s.") % self._number)
        return named

    @property
    def _number(self) -> dict[str, int]:
        return {"number": self.customer.customer_number if self.customer else 0}

    @property
    def summary(self) -> list[ErrorSummaryItem]:
        if not self.is_bound:
            return []
        general_errors = [ErrorSummaryItem("", "", str(sentence)) for sentence in self.non_field_errors()]
        named = self["named"]
        return general_errors + [
            ErrorSummaryItem(named.id_for_label, str(named.label), str(sentence)) for sentence in named.errors
        ]


def _normalize(text: str) -> str:
    return " ".join(text.split()).casefold()
