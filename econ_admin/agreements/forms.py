"""Forms: a grant token, and the name and colour of an agreement."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from econ_admin.access.models import Agreement
from econ_admin.gateway import Secret

MAX_TOKEN_LENGTH = 500
COLOURS = (
    (1, gettext_lazy("Teal")),
    (2, gettext_lazy("Orange")),
    (3, gettext_lazy("Purple")),
    (4, gettext_lazy("Green")),
)


class GrantForm(forms.Form):
    """A grant token. What was typed is never rendered again."""

    grant_token = forms.CharField(
        label=gettext_lazy("Grant token"),
        max_length=MAX_TOKEN_LENGTH,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}, render_value=False
        ),
        help_text=gettext_lazy("e-conomic shows it when access is given to our app. It is stored encrypted."),
    )

    @property
    def grant(self) -> Secret:
        return Secret(self.cleaned_data["grant_token"])


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What we call an agreement, and the colour of its mark."""

    colour = forms.TypedChoiceField(
        label=gettext_lazy("Colour of its mark"),
        choices=COLOURS,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    class Meta:
        model = Agreement
        fields = ("name", "colour")
        labels: ClassVar = {"name": gettext_lazy("Name")}
        widgets: ClassVar = {"name": forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.initial["colour"] = self.instance.mark
