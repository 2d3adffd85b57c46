"""People, agreements and memberships."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from econ_admin.access.roles import Role


class PersonManager(BaseUserManager["Person"]):
    """Creates people with hashed passwords."""

    def add(self, username: str, password: str, *, full_name: str = "", demo: bool = False) -> "Person":
        person = self.model(username=self.model.normalize_username(username), full_name=full_name, demo=demo)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Density(models.TextChoices):
    """How close together the rows of tables are; their heights are in app.css."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Person(AbstractBaseUser):
    """A person who can sign in. Their roles are in their memberships."""

    username = models.CharField(
        _("name to sign in with"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=2, blank=True, default="", choices=[("en", "English"), ("da", "Dansk")]
    )
    density = models.CharField(max_length=11, choices=Density.choices, default=Density.COMFORTABLE)
    # shortcuts of one letter, which a person may switch off (WCAG 2.1.4)
    single_keys = models.BooleanField(_("Single-letter shortcuts"), default=True)
    # who they are at the OpenID Connect provider; None: they cannot sign in there
    oidc_subject = models.CharField(max_length=255, null=True, blank=True, unique=True)  # NULL is not unique
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end all sessions
    demo = models.BooleanField(default=False)  # well-known password: can sign in only where DEMO_PEOPLE_ALLOWED
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"

    objects: ClassVar[PersonManager] = PersonManager()

    all_memberships: "list[Membership] | None" = None
    """Of who is signed in, as read with the person at the beginning of the request; None if they are many."""

    def __str__(self) -> str:
        return self.full_name or self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's hash of the password, which each session holds, with the epoch in it once that was raised."""
        epoch = f"\n{self.session_epoch}" if self.session_epoch else ""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, f"{self.password}{epoch}", secret=secret, algorithm="sha256").hexdigest()


def new_cache_id() -> str:
    return secrets.token_hex(8)


class Agreement(models.Model):
    """A company's agreement with e-conomic, under a slug of ours.

    Those added on the dashboard have a sealed grant token; the tokens of the others are in the environment. The row of
    a removed agreement stays, without its token, since the audit trail refers to it.
    """

    MARKS = 4  # colours in app.css

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    cache_id = models.CharField(max_length=32, unique=True, default=new_cache_id)  # identifies it in the cache
    # keyed digest of the address and grant token that cache_id belongs to; of an added agreement: of the address
    fingerprint = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(null=True)  # e-conomic's; null: not asked yet
    base_currency = models.CharField(max_length=3, blank=True)
    colour = models.PositiveSmallIntegerField(null=True)  # of its mark; null: by its key
    sealed_grant = models.TextField(blank=True)  # empty: of the environment, or removed
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fingerprint", "number"], name="each_agreement_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_added(self) -> bool:
        """Whether it was added on the dashboard, so that it can be changed and removed there."""
        return bool(self.sealed_grant)

    @property
    def mark(self) -> int:
        """Returns the number of its colour."""
        return self.colour or 1 + (self.pk - 1) % self.MARKS


class Membership(models.Model):
    """The role of a person in an agreement."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement"], name="one_role_in_each_agreement"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="a_role_that_exists"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {Role(self.role).label} ({self.agreement})"

    @property
    def role_description(self) -> str | Promise:
        """Returns what the role allows, as text."""
        return Role(self.role).description


class FailedSignIn(models.Model):
    """A failed sign-in attempt, counted by the throttle. Kept for an hour, as keyed digests."""

    name = models.CharField(max_length=64, default="")  # of the typed name
    address = models.CharField(max_length=64, default="")  # of the client's network
    device = models.CharField(max_length=64, default="")  # of the known device, which has its own count; otherwise ""
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name", "at"], name="failed_sign_in_name_at"),
            models.Index(fields=["address", "at"], name="failed_sign_in_address_at"),
        ]

    def __str__(self) -> str:
        return f"{self.name[:8]} {self.at:%H:%M:%S}"


class SignedInSession(models.Model):
    """A session of a person, for their list of sessions. The session itself is Django's."""

    session_key = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()  # by a POST, since a GET writes nothing
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}: {self.started_at:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A link with which a person sets their password, once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)  # of the token in the link
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}: {self.expires_at:%Y-%m-%d %H:%M}"


class SecurityEvent(models.Model):
    """A line of the sign-in log, as administrators see it."""

    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="security_events")
    actor = models.CharField(max_length=150, blank=True)  # the name of who did it, if it was somebody else
    address = models.CharField(max_length=45, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="security_event_person_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.event} {self.outcome}"
