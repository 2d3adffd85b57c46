"""Fills the office's database: agreements with sealed grant tokens, their people, and a session of each.

Run with the settings of the dashboards. Writes a line of JSON for each agreement to the file that it is given.
"""

import json
import os
import sys
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from econ_admin.access.models import Agreement, Person

BATCH = 2_000
BUREAU = "bureau"  # a person with a role in all agreements


def main(output: Path, agreement_count: int, people_count: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "econ_admin.settings"
    django.setup()
    from econ_admin.access.models import Membership
    from econ_admin.access.roles import Role
    from tests.simulation.model import list_roles

    agreements = _add_agreements(agreement_count)
    roles = list_roles(people_count)
    people = _add_people(
        [f"person-{agreement.number}-{at}" for agreement in agreements for at in range(people_count)] + [BUREAU]
    )
    memberships = [
        Membership(person=people[at * people_count + place], agreement=agreement, role=Role[role.upper()])
        for at, agreement in enumerate(agreements)
        for place, role in enumerate(roles)
    ]
    memberships += [Membership(person=people[-1], agreement=agreement, role=Role.ADMIN) for agreement in agreements]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    keys = _add_sessions(people)
    with output.open("w") as file:
        for at, agreement in enumerate(agreements):
            own = keys[at * people_count : (at + 1) * people_count]
            line = {"number": agreement.number, "slug": agreement.slug, "people": list(zip(own, roles, strict=True))}
            file.write(json.dumps(line) + "\n")
        file.write(json.dumps({"bureau": keys[-1]}) + "\n")


def _add_agreements(count: int) -> "list[Agreement]":
    from econ_admin.access.agreements import compute_address_fingerprint, seal_grant
    from econ_admin.access.models import Agreement
    from econ_admin.gateway import Secret
    from tests.simulation.upstream import FIRST_NUMBER, build_grant

    fingerprint = compute_address_fingerprint()
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + count)
    agreements = Agreement.objects.bulk_create(
        Agreement(
            slug=f"company-{number}",
            name=f"Company {number}",
            number=number,
            base_currency="DKK",
            fingerprint=fingerprint,
        )
        for number in numbers
    )
    for agreement, number in zip(agreements, numbers, strict=True):
        agreement.sealed_grant = seal_grant(agreement, Secret(build_grant(number)))
    Agreement.objects.bulk_update(agreements, ["sealed_grant"], batch_size=BATCH)
    return agreements


def _add_people(names: list[str]) -> "list[Person]":
    """They share a password hash: it takes a second to make, on purpose."""
    from django.contrib.auth.hashers import make_password

    from econ_admin.access.models import Person

    password = make_password(token_hex(16))
    return Person.objects.bulk_create(
        (Person(username=name, full_name=name.replace("-", " ").title(), password=password) for name in names), BATCH
    )


def _add_sessions(people: "list[Person]") -> list[str]:
    """Signs everybody in, as a sign-in leaves it."""
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from econ_admin.access.models import SignedInSession
    from econ_admin.access.session_store import SessionStore
    from econ_admin.access.sessions import USED_AT

    store, now = SessionStore(), timezone.now()
    expires_at = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    contents = {
        person.pk: {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            USED_AT: int(now.timestamp()),
            "_session_expiry": expires_at.isoformat(),
        }
        for person in people
    }
    keys = [token_hex(16) for _ in people]
    Session.objects.bulk_create(
        (
            Session(session_key=key, session_data=store.encode(contents[person.pk]), expire_date=expires_at)
            for key, person in zip(keys, people, strict=True)
        ),
        BATCH,
    )
    SignedInSession.objects.bulk_create(
        (
            SignedInSession(session_key=key, person=person, started_at=now, used_at=now, expires_at=expires_at)
            for key, person in zip(keys, people, strict=True)
        ),
        BATCH,
    )
    return keys


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
