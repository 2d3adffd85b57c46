"""A name for the question that a list is asked."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import SavedView
from customers.register.list_preferences import MOST_VIEWS


class SavedViewForm(forms.Form):
    """`others` are the person's other views: two of one name could not be told apart."""

    name = forms.CharField(
        max_length=SavedView.LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Give the view a name."),
            "max_length": gettext_lazy("A name has at most %(limit_value)s characters."),
        },
    )

    def __init__(self, data: QueryDict | None = None, others: Iterable[SavedView] = ()) -> None:
        super().__init__(data)
        self.others = list(others)

    @property
    def typed(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def reasons(self) -> list[str]:
        """Why it was refused."""
        return [str(reason) for reasons in self.errors.values() for reason in reasons] if self.is_bound else []

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if any(other.name.casefold() == name.casefold() for other in self.others):
            raise ValidationError(_("You have a view of that name already."))
        if len(self.others) >= MOST_VIEWS:
            raise ValidationError(_("You have as many views as there may be. Delete one that you no longer need."))
        return name
