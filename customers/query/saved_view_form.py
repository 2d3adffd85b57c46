"""The form for the name of a saved view."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import SavedView
from customers.query.list_preferences import MAX_VIEWS


class SavedViewForm(forms.Form):
    """The name must differ from those of the person's other views."""

    name = forms.CharField(
        max_length=SavedView.MAX_NAME_LENGTH,
        error_messages={
            "required": gettext_lazy("Enter a name for the view."),
            "max_length": gettext_lazy("Use at most %(limit_value)s characters."),
        },
    )

    def __init__(self, data: QueryDict | None = None, other_views: Iterable[SavedView] = ()) -> None:
        super().__init__(data)
        self.other_views = list(other_views)

    @property
    def typed_name(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def error_messages(self) -> list[str]:
        """The errors, as texts."""
        return [str(reason) for reasons in self.errors.values() for reason in reasons] if self.is_bound else []

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if any(view.name.casefold() == name.casefold() for view in self.other_views):
            raise ValidationError(_("You already have a view with this name."))
        if len(self.other_views) >= MAX_VIEWS:
            raise ValidationError(_("You have reached the maximum number of views. Delete one first."))
        return name
