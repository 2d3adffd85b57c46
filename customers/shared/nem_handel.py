"""The NemHandel types: what a recipient of electronic invoices is found by."""

from django.utils.translation import gettext_lazy as _

NEM_HANDEL_TYPES = (
    ("ean", "EAN"),
    ("corporateIdentificationNumber", "CVR"),
    ("pNumber", _("P-number")),
    ("peppol", "Peppol"),
)


def format_nem_handel_type(name: str) -> str:
    """Returns the label of a type; an unknown one keeps its name in the API."""
    return str(dict(NEM_HANDEL_TYPES).get(name, name))
