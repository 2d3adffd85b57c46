"""The forms of signing in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from econ_admin.access import second_factor
from econ_admin.access.models import Person
from econ_admin.access.security_log import Event
from econ_admin.access.throttled_check import ThrottledCheck

LONGEST_PASSWORD = 4096  # hashing time grows with length


def password_field(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def code_field(*, required: bool = True) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
    return forms.CharField(
        label=gettext_lazy("Code"),
        required=required,
        max_length=20,
        widget=forms.TextInput(attrs={**attributes, "class": "form-control"}),
    )


class CheckForm(forms.Form):
    """A form with a secret, whose check may be refused by the throttle."""

    attempt: ThrottledCheck | None = None
    notice = ""  # why another way to sign in was refused

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.request = request
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["class"] = "form-control"

    @property
    def status(self) -> int:
        """Returns the status of a response that shows the form."""
        if self.is_bound and self.attempt:
            return self.attempt.status
        return 422 if self.is_bound else 200

    @property
    def retry_after(self) -> int | None:
        return self.attempt.retry_after if self.attempt else None


class SignInForm(CheckForm):
    """Gives the same error, after the same amount of work, whether or not the name exists."""

    username = forms.CharField(
        label=pgettext_lazy("sign-in", "Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(gettext_lazy("Password"), "current-password")

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self.person: Person | None = None
        self.fields["password" if self.is_bound else "username"].widget.attrs["autofocus"] = True

    def clean(self) -> None:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return
        owner = Person.objects.filter(username=username).first()
        self.attempt = ThrottledCheck(self.request, username, owner, Event.SIGN_IN)

        def check() -> Person | None:
            person = get_adapter().authenticate(self.request, username=username, password=password)
            return person if isinstance(person, Person) else None

        self.person = self.attempt.run(check, _("That name and password do not match."))


class SecondFactorForm(CheckForm):
    """A code of an app, or a recovery code; or what a passkey answered."""

    code = code_field(required=False)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, person: Person, event: Event, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self._person, self._event = person, event
        self.authenticator: Authenticator | None = None

    def clean(self) -> None:
        code, credential = self.cleaned_data.get("code", ""), self.cleaned_data.get("credential")
        if not code and not credential:
            raise ValidationError({"code": _("Type the code.")})
        self.attempt = ThrottledCheck(self.request, f"second factor of {self._person.pk}", self._person, self._event)

        def check() -> Person | None:
            self.authenticator = (
                second_factor.use_passkey(self._person, credential)
                if credential
                else second_factor.use_code(self._person, code)
            )
            return self._person if self.authenticator else None

        refusal = _("The passkey was refused. Try again.") if credential else _("That code is not right, or was used.")
        self.attempt.run(check, refusal)


def check_own_password(attempt: ThrottledCheck, person: Person, password: str) -> None:
    """Raises ValidationError."""
    attempt.run(lambda: person if person.check_password(password) else None, _("That is not your password."))


class PasswordForm(CheckForm):
    """The password of the person who is signed in, typed again."""

    password = password_field(gettext_lazy("Password"), "current-password")

    def __init__(self, request: HttpRequest, person: Person, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self._person = person
        self.fields["password"].widget.attrs["autofocus"] = True

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        self.attempt = ThrottledCheck(self.request, self._person.username, self._person, Event.CONFIRM_IDENTITY)
        check_own_password(self.attempt, self._person, password)
        return password


class NewPasswordForm(CheckForm):
    """A new password, typed twice."""

    new_password = password_field(gettext_lazy("New password"), "new-password")
    repeated_password = password_field(gettext_lazy("Repeat the new password"), "new-password")

    def __init__(self, request: HttpRequest, person: Person, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self._person = person
        self.fields["new_password"].help_text = _("At least 10 characters. A sentence is easy to remember.")
        self.fields["new_password"].widget.attrs["autofocus"] = True

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self._person)
        return password

    def clean(self) -> None:
        new, repeated = self.cleaned_data.get("new_password"), self.cleaned_data.get("repeated_password")
        if new and repeated and new != repeated:
            self.add_error("repeated_password", _("The passwords do not match."))


class ChangePasswordForm(NewPasswordForm):
    """The old password and the new one."""

    password = password_field(gettext_lazy("Current password"), "current-password")
    field_order = ("password", "new_password", "repeated_password")

    def __init__(self, request: HttpRequest, person: Person, data: QueryDict | None = None) -> None:
        super().__init__(request, person, data)
        del self.fields["new_password"].widget.attrs["autofocus"]
        self.fields["password"].widget.attrs["autofocus"] = True

    def clean(self) -> None:
        super().clean()
        password = self.cleaned_data.get("password")
        if self.errors or not password:
            return
        self.attempt = ThrottledCheck(self.request, self._person.username, self._person, Event.PASSWORD_CHANGE)
        try:
            check_own_password(self.attempt, self._person, password)
        except ValidationError as error:
            self.add_error("password", error)
