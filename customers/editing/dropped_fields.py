"""What e-conomic took otherwise than it was sent, without a word of its own: the word that we say of it."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from customers.editing.form import GatewayForm


def describe_dropped_fields(form: GatewayForm, names: Sequence[str]) -> list[str]:
    """One sentence for all of them, as the form calls them; none where there is nothing to say."""
    if not names:
        return []
    message = ngettext(
        "e-conomic did not save this field as you entered it: %(fields)s.",
        "e-conomic did not save these fields as you entered them: %(fields)s.",
        len(names),
    )
    return [message % {"fields": ", ".join(form.get_label(name) for name in names)}]
