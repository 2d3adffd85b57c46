"""Tells the user which fields e-conomic silently changed or dropped."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from customers.editing.form import GatewayForm


def describe_dropped_fields(form: GatewayForm, names: Sequence[str]) -> list[str]:
    """Returns one message with the fields' labels, or none."""
    if not names:
        return []
    message = ngettext(
        "e-conomic did not save this field as you entered it: %(fields)s.",
        "e-conomic did not save these fields as you entered them: %(fields)s.",
        len(names),
    )
    return [message % {"fields": ", ".join(form.get_label(name) for name in names)}]
