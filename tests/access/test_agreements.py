"""One agreement, from the environment, and the id that the cache knows it by."""

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


def test_the_embedded_sandbox_is_the_agreement_named_sandbox() -> None:
    assert get_or_create_agreement().slug == "sandbox"


def test_the_tokens_of_the_environment_are_the_agreement_named_economic(settings: Settings) -> None:
    settings.ECONOMIC = REAL

    assert get_or_create_agreement().slug == "economic"


def test_the_same_agreement_keeps_its_cache_id() -> None:
    first, second = get_or_create_agreement(), get_or_create_agreement()

    assert first == second
    assert first.cache_id == second.cache_id


@pytest.mark.parametrize(
    "changed",
    [dataclasses.replace(REAL, tokens=REGRANTED), dataclasses.replace(REAL, base_url="https://elsewhere.example")],
    ids=["grant", "address"],
)
def test_another_address_or_grant_gets_another_cache_id(settings: Settings, changed: EconomicSettings) -> None:
    settings.ECONOMIC = REAL
    before = get_or_create_agreement()

    settings.ECONOMIC = changed
    after = get_or_create_agreement()

    assert after.pk == before.pk
    assert after.cache_id != before.cache_id


def test_a_process_that_comes_second_takes_the_cache_id_of_the_first(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    get_or_create_agreement()
    settings.ECONOMIC = dataclasses.replace(REAL, tokens=REGRANTED)
    first = get_or_create_agreement()

    second = get_or_create_agreement()

    assert second.cache_id == first.cache_id


def test_a_page_finds_the_new_cache_id_without_a_write_and_the_next_start_keeps_it(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    before = get_or_create_agreement().cache_id
    settings.ECONOMIC = dataclasses.replace(REAL, tokens=REGRANTED)

    looked_at = sync_agreement(Agreement.objects.get(slug="economic")).cache_id
    row = Agreement.objects.get(slug="economic").cache_id
    kept = get_or_create_agreement().cache_id

    assert row == before
    assert looked_at != before
    assert kept == looked_at == Agreement.objects.get(slug="economic").cache_id


def test_back_at_the_grant_before_nothing_kept_then_is_shown(settings: Settings) -> None:
    ids = []
    for economic in (REAL, dataclasses.replace(REAL, tokens=REGRANTED), REAL):
        settings.ECONOMIC = economic
        ids.append(get_or_create_agreement().cache_id)

    assert len(set(ids)) == 3


def test_neither_token_can_be_read_in_the_row(settings: Settings) -> None:
    settings.ECONOMIC = REAL
    get_or_create_agreement()

    row = Agreement.objects.filter(slug="economic").values().get()

    assert "grant-1" not in str(row)
    assert "app-1" not in str(row)


def test_a_person_has_one_role_in_an_agreement(people: dict[str, Person], agreement: Agreement) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.create(person=people["viewer"], agreement=agreement, role=Role.ADMIN)


def test_there_is_no_role_beyond_the_table(people: dict[str, Person]) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.filter(person=people["viewer"]).update(role=5)


def test_a_name_has_no_spaces_or_signs_that_mislead() -> None:
    person = Person(username="so fie\u202e")

    with pytest.raises(ValidationError, match="username"):
        person.clean_fields(exclude=["password"])


def test_the_user_model_is_ours() -> None:
    assert present.AUTH_USER_MODEL == "access.Person"
