"""Second factors: codes of an app, passkeys and recovery codes, kept and checked by django-allauth."""

import time
from collections.abc import Iterable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.stages import LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from econ_admin.access.agreements import has_role_somewhere
from econ_admin.access.mfa_adapter import MfaAdapter, secrets_of
from econ_admin.access.models import Person
from econ_admin.access.roles import Role
from econ_admin.environment import SecondFactor
from econ_admin.http import HttpResponseSeeOther

Type = Authenticator.Type
FACTORS = (Type.TOTP, Type.WEBAUTHN)  # recovery codes replace one that was lost
SESSION_FLAG = "second-factor"  # session key: this person has a second factor
CONFIRMED_FOR = 10 * 60  # seconds after which a change of how to sign in asks for the password or a code again
SIGN_IN_TIMEOUT = 10 * 60  # seconds between the password and the second factor
LAST_PERIOD = "last_period"  # in the data of a TOTP authenticator: the period of the last code used


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """django-allauth's step between the password and being signed in, on our own page."""

    urlname = "access:second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self._should_handle(self.request):
            return None, True
        return HttpResponseSeeOther(reverse(self.urlname)), True


def get_pending_stage(request: HttpRequest) -> SecondFactorStage | None:
    """Returns the sign-in that waits for the second factor. Unlike django-allauth's, it never writes the session."""
    pending = request.session.get(LOGIN_SESSION_KEY)
    if not isinstance(pending, dict) or time.time() - pending.get("initiated_at", 0) > SIGN_IN_TIMEOUT:
        return None
    stage: SecondFactorStage | None = LoginStageController.enter(request, SecondFactorStage.key)
    return stage


def list_factors(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at"))


def has_second_factor(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists())


def is_required_of(person: Person) -> bool:
    """Tells whether the person must have a second factor."""
    match settings.REQUIRE_SECOND_FACTOR:
        case SecondFactor.NONE:
            return False
        case SecondFactor.EVERYONE:
            return True
    return has_role_somewhere(person, Role.ADMIN)


def must_set_up(request: HttpRequest, person: Person) -> bool:
    """Tells whether the person, who is signed in, may do nothing else before they have set up a second factor."""
    if settings.REQUIRE_SECOND_FACTOR == SecondFactor.NONE or request.session.get(SESSION_FLAG):
        return False
    return is_required_of(person) and not has_second_factor(person)


def use_code(person: Person, code: str) -> Authenticator | None:
    """Returns the authenticator that a code belongs to. Each code works once."""
    for authenticator in list_factors(person):
        with secrets_of(person):
            if authenticator.type == Type.TOTP and _use_totp_code(authenticator.pk, code):
                return authenticator
            if authenticator.type == Type.RECOVERY_CODES and _use_recovery_code(authenticator, code):
                return authenticator
    return None


@transaction.atomic
def _use_totp_code(pk: int, code: str) -> bool:
    """Locks the row, so that of two requests with one code only the first succeeds."""
    authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if authenticator is None:
        return False
    secret = MfaAdapter().decrypt(authenticator.data["secret"])
    for period in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, period))
        if compare_user_code(actual=code, expected=expected) and period > authenticator.data.get(LAST_PERIOD, 0):
            authenticator.data[LAST_PERIOD] = period
            authenticator.save(update_fields=["data"])
            return True
    return False


def _use_recovery_code(authenticator: Authenticator, code: str) -> bool:
    """django-allauth locks the row, as above."""
    try:
        return bool(RecoveryCodes(authenticator).validate_code(code))
    except Authenticator.DoesNotExist:  # new codes replaced these a moment ago
        return False


def use_passkey(person: Person, credential: Any) -> Authenticator | None:
    """Returns the passkey that answered the challenge in the session."""
    try:
        webauthn.parse_authentication_response(credential)
        authenticator: Authenticator = webauthn.complete_authentication(person, credential)
    except (ValidationError, AttributeError, KeyError, TypeError):  # a credential may be any JSON
        return None
    return authenticator


def use_passkey_alone(credential: Any) -> Authenticator | None:
    """Returns the passkey if it may replace the password too: it must be made for that, and verify its person."""
    try:
        response = webauthn.parse_authentication_response(credential)
        person = webauthn.extract_user_from_response(credential)
        authenticator: Authenticator = webauthn.complete_authentication(person, credential)
        is_verified = response.response.authenticator_data.is_user_verified()
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):
        return None
    # django-allauth (#4224) accepts any passkey here, also one that its owner added as a second factor only
    return authenticator if is_verified and authenticator.data.get("passwordless") else None


def add_totp(person: Person, secret: str, code: str) -> bool:
    """Adds an app if the code is right. That code is used up by it."""
    with secrets_of(person), transaction.atomic():
        authenticator = totp.TOTP.activate(person, secret).instance
        is_right = _use_totp_code(authenticator.pk, code)
        if not is_right:
            transaction.set_rollback(True)
    return is_right


def renew_recovery_codes(person: Person) -> list[str]:
    """Replaces the recovery codes, and returns the new ones."""
    with secrets_of(person), transaction.atomic():
        Authenticator.objects.filter(user_id=person.pk, type=Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    return codes


def count_recovery_codes(person: Person, factors: Iterable[Authenticator]) -> int:
    """Returns how many recovery codes are left."""
    with secrets_of(person):
        return sum(
            len(RecoveryCodes(factor).get_unused_codes()) for factor in factors if factor.type == Type.RECOVERY_CODES
        )


def remove_factor(person: Person, authenticator: Authenticator) -> None:
    """Removes it, and the recovery codes if they would be the only one left."""
    authenticator.delete()
    if not has_second_factor(person):
        Authenticator.objects.filter(user_id=person.pk).delete()


def may_remove(person: Person, authenticator: Authenticator) -> bool:
    """Tells whether the person still has the second factor that they must have."""
    others = Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exclude(pk=authenticator.pk)
    return others.exists() or not is_required_of(person)


def is_identity_confirmed(request: HttpRequest) -> bool:
    """Tells whether the person has given a password or second factor within the last minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < CONFIRMED_FOR for record in records)
