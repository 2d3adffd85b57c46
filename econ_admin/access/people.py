"""What administrators may do with people: roles, links to set a password, deactivation."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from econ_admin.access.models import Agreement, Invitation, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.access.security_log import Event, record_event
from econ_admin.access.sessions import end_sessions

INVITATION_AGE = timedelta(days=3)


class LastAdmin(Exception):
    """An agreement would be left without an administrator who can sign in."""


@dataclass(frozen=True)
class Act:
    """Who does something, by which request; without a request it is a command."""

    actor: Person | None
    request: HttpRequest | None


def list_agreements_of_admin(admin: Person) -> list[int]:
    return list(admin.memberships.filter(role=Role.ADMIN).values_list("agreement_id", flat=True))


def select_people(admin: Person) -> QuerySet[Person]:
    """Selects the people with a role in an agreement that this administrator manages, and those without any role."""
    theirs = Membership.objects.filter(person=OuterRef("pk"))
    managed = admin.memberships.filter(role=Role.ADMIN).values("agreement")
    return Person.objects.filter(Exists(theirs.filter(agreement__in=managed)) | ~Exists(theirs))


def search_people(admin: Person, agreement: Agreement, text: str) -> QuerySet[Person]:
    """Selects those whose name has this text: the active ones first, of these the ones with a role in the agreement."""
    here = Membership.objects.filter(person=OuterRef("pk"), agreement=agreement)
    named = Q(username__icontains=text) | Q(full_name__icontains=text) if text else Q()
    people = select_people(admin).filter(named).annotate(is_here=Exists(here))
    return people.order_by("-is_active", "-is_here", "username")


def may_manage(admin: Person, person: Person) -> bool:
    """Tells whether the administrator manages all agreements of the person.

    Otherwise a link to set the password would open agreements in which the administrator has no role.
    """
    managed = set(list_agreements_of_admin(admin))
    return set(person.memberships.values_list("agreement_id", flat=True)) <= managed


@transaction.atomic
def set_role(act: Act, person: Person, agreement: Agreement, role: Role | None) -> bool:
    """Changes or removes a role, and ends the person's sessions. Returns False if it was that already.

    Raises LastAdmin.
    """
    membership = Membership.objects.select_for_update().filter(person=person, agreement=agreement).first()
    before = Role(membership.role) if membership else None
    if before == role:
        return False
    if before == Role.ADMIN:
        _require_another_admin(person, agreement)
    if role is None:
        Membership.objects.filter(person=person, agreement=agreement).delete()
    else:
        Membership.objects.update_or_create(person=person, agreement=agreement, defaults={"role": role})
    end_sessions(person, except_for=act.request if act.actor == person else None)
    names = [value.name.lower() if value else "none" for value in (before, role)]
    detail = f"{agreement.slug}: {names[0]} to {names[1]}"
    record_event(act.request, Event.ROLE_CHANGE, person=person, actor=act.actor, detail=detail)
    return True


@transaction.atomic
def deactivate(act: Act, person: Person) -> None:
    """Ends the person's sessions and links; they cannot sign in any more. Raises LastAdmin."""
    for membership in person.memberships.select_related("agreement").filter(role=Role.ADMIN):
        _require_another_admin(person, membership.agreement)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    person.invitations.all().delete()
    end_sessions(person)
    record_event(act.request, Event.DEACTIVATION, person=person, actor=act.actor)


def reactivate(act: Act, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=True)
    record_event(act.request, Event.REACTIVATION, person=person, actor=act.actor)


@transaction.atomic
def remove_second_factors(act: Act, person: Person) -> None:
    """For somebody who lost them: the password alone is enough again, or the next sign-in asks to set one up."""
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_sessions(person, except_for=act.request if act.actor == person else None)
    record_event(act.request, Event.SECOND_FACTOR_CHANGE, person=person, actor=act.actor, detail="all removed")


@transaction.atomic
def add_person(act: Act, username: str, full_name: str, agreement: Agreement | None, role: Role) -> Person:
    """Adds a person without a password: an invitation lets them set one."""
    person = Person(username=Person.normalize_username(username), full_name=full_name)
    person.set_unusable_password()
    person.save()
    if agreement:
        Membership.objects.create(person=person, agreement=agreement, role=role)
    detail = f"{agreement.slug if agreement else 'no agreement'}: {role.name.lower()}"
    record_event(act.request, Event.PERSON_ADDED, person=person, actor=act.actor, detail=detail)
    return person


@transaction.atomic
def invite(act: Act, person: Person) -> str:
    """Returns the token of a new link to set the password. Earlier links of the person no longer work."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    person.invitations.all().delete()
    Invitation.objects.create(person=person, digest=_digest(token), created_at=now, expires_at=now + INVITATION_AGE)
    record_event(act.request, Event.INVITATION, person=person, actor=act.actor, detail="made")
    return token


def find_invitation(token: str) -> Invitation | None:
    """Returns the invitation of a link that still works."""
    invitations = Invitation.objects.select_related("person").filter(person__is_active=True)
    return invitations.filter(digest=_digest(token), expires_at__gt=timezone.now()).first()


@transaction.atomic
def accept(request: HttpRequest, invitation: Invitation, hashed_password: str) -> bool:
    """Sets the password and ends the person's sessions. Returns False if the link was used meanwhile."""
    used, _ = Invitation.objects.filter(pk=invitation.pk).delete()
    if not used:
        return False
    person = invitation.person
    person.password = hashed_password
    person.save(update_fields=["password"])
    end_sessions(person)
    record_event(request, Event.INVITATION, person=person, detail="used")
    return True


def _require_another_admin(person: Person, agreement: Agreement) -> None:
    """Locks the other administrators' rows, so that two of them cannot remove each other at the same moment."""
    others = Membership.objects.select_for_update().filter(agreement=agreement, role=Role.ADMIN, person__is_active=True)
    if not [other for other in others if other.person_id != person.pk]:
        raise LastAdmin


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
