"""What writes and the documents that they concern are called, for pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NOUNS: dict[str, str | Promise] = {
    "customers": gettext_lazy("Customer"),
    "contacts": gettext_lazy("Contact"),
    "delivery-locations": gettext_lazy("Delivery location"),
    "drafts": gettext_lazy("Draft"),
}
DONE: dict[str, str | Promise] = {
    "POST": gettext_lazy("Created"),
    "PUT": gettext_lazy("Changed"),
    "PATCH": gettext_lazy("Changed"),
    "DELETE": gettext_lazy("Deleted"),
}
NOT_DONE: dict[str, str | Promise] = {
    "POST": gettext_lazy("Not created"),
    "PUT": gettext_lazy("Not changed"),
    "PATCH": gettext_lazy("Not changed"),
    "DELETE": gettext_lazy("Not deleted"),
}
PERHAPS_DONE: dict[str, str | Promise] = {
    "POST": gettext_lazy("Perhaps created"),
    "PUT": gettext_lazy("Perhaps changed"),
    "PATCH": gettext_lazy("Perhaps changed"),
    "DELETE": gettext_lazy("Perhaps deleted"),
}


def describe_subject(noun: str, number: str) -> str:
    """Returns `Customer 10007`, or the noun alone."""
    return f"{NOUNS.get(noun, noun)} {number}".strip()
