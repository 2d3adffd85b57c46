"""Drafts that wait for a customer who is being barred."""

from collections.abc import Collection

from customers.editing.warnings import Caution, Values
from customers.shared.i18n import _
from econ_admin.gateway import Gateway, Unavailable, optional


def open_drafts(economic: Gateway, values: Values, changed: Collection[str], number: int | None) -> list[Caution]:
    """Nothing where e-conomic does not answer, since a save does not wait for this."""
    if number is None or "barred" not in changed or not values.get("barred"):
        return []
    (found,) = economic.together(optional(lambda: economic.drafts.of(number, size=1)))
    if isinstance(found, Unavailable) or not found.results:
        return []
    sentence = _("Open drafts: %(drafts)s. They may be refused while the customer is barred.")
    return [Caution("barred", "drafts", sentence, {"drafts": found.results}, str(found.results))]
