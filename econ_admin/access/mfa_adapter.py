"""django-allauth's hooks for second factors: secrets are sealed for their person, and passkeys belong to this host."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from econ_admin.access.models import Person
from econ_admin.access.sealing import open_sealed, seal

_owner: ContextVar[int | None] = ContextVar("owner of a secret", default=None)


@contextmanager
def secrets_of(person: Person) -> Iterator[None]:
    """Within it, secrets of second factors are sealed for this person, and only theirs open."""
    token = _owner.set(person.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def get_secret_context(authenticator: Any) -> str:
    """Returns whose the secrets of an authenticator are."""
    return f"second-factor:{authenticator.user_id}"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # django-allauth has no types
    def encrypt(self, text: str) -> str:
        return seal(text.encode(), self._get_context())

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(encrypted_text, self._get_context()).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    @staticmethod
    def _get_context() -> str:
        owner = _owner.get()
        if owner is None:
            raise RuntimeError("Name the person whose secret this is, with secrets_of().")
        return f"second-factor:{owner}"
