"""Words that everybody who attacks this dashboard tries first, so they count for nothing in a password."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "economic", "econ", "visma", "dashboard", "sandbox", "demo",
    "administrator", "admin", "accountant", "editor", "viewer",
    "bogholder", "regnskab", "faktura", "kunde", "invoice", "customer",
    "password", "adgangskode", "kodeord",
)  # fmt: skip
MIN_REST = 6  # characters that must remain without them

_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


class PasswordWordsValidator:
    """Refuses a password that is little more than such words, however they are written."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        letters = re.sub(r"[\W_]", "", password.casefold())  # e-conomic, ECONOMIC and e_conomic are one word
        rest = _WORD.sub("", letters)
        if rest != letters and len(rest) < MIN_REST:
            raise ValidationError(self.get_help_text(), code="password_words")

    def get_help_text(self) -> str:
        return _("Words such as e-conomic or admin make a password easy to guess. Add others.")
