"""Looks up a customer's company, and decides which empty fields of the form to fill in."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.editing.warnings import CVR_LENGTH
from customers.register.forms import CustomerForm
from customers.shared.normalization import normalize_cvr
from econ_admin.company_register import Company, CompanyLookupError
from econ_admin.http import translate

CVR_FIELD = "corporate_identification_number"
ATTRIBUTES = {
    "name": "name",
    "address": "address",
    "zip": "postal_code",
    "city": "city",
    "telephone_and_fax_number": "telephone",
    "email": "email",
}
"""The company's attribute by the form's field."""


@dataclass(frozen=True)
class FilledField:
    """A field that was empty, and what was filled in."""

    name: str
    control_id: str
    label: str
    value: str


@dataclass(frozen=True)
class LookupOutcome:
    """What a look-up did, in words, and the fields that it filled in."""

    message: str
    failed: bool = False
    fields: tuple[FilledField, ...] = ()


def look_up(form: CustomerForm, typed_fields: QueryDict) -> LookupOutcome:
    """Looks up the CVR number that was typed."""
    number = normalize_cvr(typed_fields.get(CVR_FIELD, ""))
    if not re.fullmatch(rf"[0-9]{{{CVR_LENGTH}}}", number):
        return LookupOutcome(_("Enter the eight digits of the CVR number first."), failed=True)
    try:
        register = settings.CVR_LOOKUP
        if register is None:
            raise CompanyLookupError
        company = register.find(number)
    except CompanyLookupError as error:
        return LookupOutcome(translate(error), failed=True)
    fields = _list_filled(form, typed_fields, company)
    if not fields:
        return LookupOutcome(_("Found %(name)s. There was nothing to fill in.") % {"name": company.name})
    parameters = {"name": company.name, "fields": ", ".join(field.label for field in fields)}
    return LookupOutcome(_("Found %(name)s. Filled in: %(fields)s.") % parameters, fields=fields)


def _list_filled(form: CustomerForm, typed_fields: QueryDict, company: Company) -> tuple[FilledField, ...]:
    """Returns the empty fields with their values. A city goes with its own postal code only."""
    has_other_postal_code = typed_fields.get("zip", "").strip() not in ("", company.postal_code)
    return tuple(
        FilledField(name, form[name].id_for_label, form.get_label(name), value)
        for name, attribute in ATTRIBUTES.items()
        if (value := str(getattr(company, attribute)))
        and not typed_fields.get(name, "").strip()
        and not (name == "city" and has_other_postal_code)
    )
