"""The sign-in form."""

import math
from datetime import datetime

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from econ_admin.access.login_throttle import LoginThrottle
from econ_admin.access.models import Person


class SignInForm(forms.Form):
    """Gives the same error, after the same amount of work, whether or not the name exists."""

    username = forms.CharField(
        label=pgettext_lazy("sign-in", "Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=4096,  # hashing time grows with length
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.request = request
        self.person: Person | None = None
        self.wait_until: datetime | None = None
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.fields["password" if self.is_bound else "username"].widget.attrs["autofocus"] = True

    def clean(self) -> None:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return
        throttle = LoginThrottle(username, self.request.META.get("REMOTE_ADDR", ""))
        self.wait_until = throttle.register_attempt()
        if self.wait_until:
            raise ValidationError(self._format_wait_message(self.wait_until))
        person = authenticate(self.request, username=username, password=password)
        if not isinstance(person, Person):
            raise ValidationError(_("That name and password do not match."))
        throttle.reset()
        self.person = person

    @staticmethod
    def _format_wait_message(until: datetime) -> str:
        minutes = math.ceil((until - timezone.now()).total_seconds() / 60)
        message = ngettext(
            "Too many attempts with this name. Try again in %(minutes)d minute.",
            "Too many attempts with this name. Try again in %(minutes)d minutes.",
            minutes,
        )
        return message % {"minutes": minutes}
