"""The agreement of the environment, and its cache id."""

import dataclasses

import pytest
from django.conf import settings as present
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django import Settings

from econ_admin.access.agreements import get_or_create_agreement, sync_agreement
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.environment import EconomicSettings
from econ_admin.gateway.tokens import Secret, Tokens

pytestmark = pytest.mark.django_db

REAL = EconomicSettings("https://restapi.e-conomic.com", Tokens(Secret("app-1"), Secret("grant-1")), embedded=False)
REGRANTED = Tokens(Secret("app-1"), Secret("grant-2"))


def test_embedded_sandbox_has_the_slug_sandbox() -> None:
    assert get_or_create_agreement().slug == "sandbox"


def test_agreement_of_the_environment_has_the_slug_economic(settings: Settings) -> None:
    settings.ECONOMIC = REAL

    assert get_or_create_agreement().slug == "economic"


def test_same_agreement_keeps_its_cache_id() -> None:
    first, second = get_or_create_agreement(), get_or_create_agreement()

    assert first == second
    assert first.cache_id == second.cache_id


@pytest.mark.parametrize(
    "changed",
    [dataclasses.replace(REAL, tokens=REGRANTED), dataclasses.replace(REAL, base_url="https://elsewhere.example")],
    ids=["grant", "address"],
)
def test_changed_address_or_grant_gets_a_new_cache_id(settings: Settings, changed: EconomicSettings) -> None:
    settings.ECONOMIC = REAL
    before = get_or_create_agreement()

    settings.ECONOMIC = changed
    after = get_or_create_agreement()

    assert after.pk == before.pk
    assert after.cache_id != before.cache_id


def test_second_process_uses_the_cache_id_of_the_first(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    get_or_create_agreement()
    settings.ECONOMIC = dataclasses.replace(REAL, tokens=REGRANTED)
    first = get_or_create_agreement()

    second = get_or_create_agreement()

    assert second.cache_id == first.cache_id


def test_page_computes_the_new_cache_id_without_writing(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    before = get_or_create_agreement().cache_id
    settings.ECONOMIC = dataclasses.replace(REAL, tokens=REGRANTED)

    synced = sync_agreement(Agreement.objects.get(slug="economic")).cache_id
    row = Agreement.objects.get(slug="economic").cache_id
    after_restart = get_or_create_agreement().cache_id

    assert row == before
    assert synced != before
    assert after_restart == synced == Agreement.objects.get(slug="economic").cache_id


def test_returning_to_an_earlier_grant_gets_a_new_cache_id(settings: Settings) -> None:
    ids = []
    for economic in (REAL, dataclasses.replace(REAL, tokens=REGRANTED), REAL):
        settings.ECONOMIC = economic
        ids.append(get_or_create_agreement().cache_id)

    assert len(set(ids)) == 3


def test_stored_agreement_contains_no_tokens(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    get_or_create_agreement()

    row = Agreement.objects.filter(slug="economic").values().get()

    assert row["fingerprint"]
    assert "grant-1" not in str(row)
    assert "app-1" not in str(row)


def test_a_person_has_one_role_in_an_agreement(people: dict[str, Person], agreement: Agreement) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.create(person=people["viewer"], agreement=agreement, role=Role.ADMIN)


def test_unknown_role_is_refused_by_the_database(people: dict[str, Person]) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.filter(person=people["viewer"]).update(role=5)


def test_username_has_no_spaces_or_control_characters() -> None:
    person = Person(username="so fie\u202e")

    with pytest.raises(ValidationError, match="username"):
        person.clean_fields(exclude=["password"])


def test_the_user_model_is_ours() -> None:
    assert present.AUTH_USER_MODEL == "access.Person"
