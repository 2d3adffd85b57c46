"""Warns about drafts of a customer that is being barred."""

from collections.abc import Collection

from customers.editing.warnings import FieldWarning, Values
from customers.shared.i18n import _
from econ_admin.gateway import Gateway, Unavailable, optional


def check_open_drafts(
    economic: Gateway, values: Values, changed_fields: Collection[str], number: int | None
) -> list[FieldWarning]:
    """Returns a warning if the customer has drafts; none if e-conomic does not answer."""
    if number is None or "barred" not in changed_fields or not values.get("barred"):
        return []
    (drafts,) = economic.together(optional(lambda: economic.drafts.of(number, size=1)))
    if isinstance(drafts, Unavailable) or not drafts.results:
        return []
    message = _("The customer has drafts: %(drafts)s. e-conomic may refuse them while the customer is barred.")
    return [FieldWarning("barred", "drafts", message, {"drafts": drafts.results}, str(drafts.results))]
