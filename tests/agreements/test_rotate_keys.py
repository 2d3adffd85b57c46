"""`manage.py rotate-keys`: seals everything with the first key, and says what it cannot open."""

from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from econ_admin.access.agreements import load_tokens
from econ_admin.access.models import Agreement
from econ_admin.access.sealed_columns import SealedColumn, list_sealed_columns
from econ_admin.access.sealing import open_sealed, seal
from tests.agreements.office import ALFA_TOKEN

OLD, NEW = "the-old-key-of-a-test", "the-new-key-of-a-test"


@pytest.fixture(autouse=True)
def _old_key(settings: Settings) -> None:
    settings.TOKEN_KEYS = [OLD]


def rotate() -> str:
    output = StringIO()
    call_command("rotate-keys", stdout=output, stderr=output)
    return output.getvalue()


def test_all_rows_are_sealed_with_the_first_key(client: Client, both: dict[str, Agreement], settings: Settings) -> None:
    settings.TOKEN_KEYS = [NEW, OLD]
    assert "access.Agreement.sealed_grant: 2 of 2 rows" in rotate()

    settings.TOKEN_KEYS = [NEW]
    assert load_tokens(Agreement.objects.get(slug="alfa-as")).agreement_grant.reveal() == ALFA_TOKEN
    assert client.get("/alfa-as/customers/").status_code == 200


def test_a_second_run_changes_nothing(both: dict[str, Agreement], settings: Settings) -> None:
    settings.TOKEN_KEYS = [NEW, OLD]
    rotate()
    sealed = set(Agreement.objects.values_list("sealed_grant", flat=True))

    assert "0 of 2 rows" in rotate()
    assert set(Agreement.objects.values_list("sealed_grant", flat=True)) == sealed


def test_a_missing_key_fails_the_command_and_spares_the_row(both: dict[str, Agreement], settings: Settings) -> None:
    settings.TOKEN_KEYS = [NEW]

    with pytest.raises(CommandError, match="2 could not be opened"):
        rotate()
    assert set(Agreement.objects.values_list("sealed_grant", flat=True)) == {
        agreement.sealed_grant for agreement in both.values()
    }


def test_rows_without_a_token_are_left_alone(both: dict[str, Agreement], settings: Settings) -> None:
    Agreement.objects.update(sealed_grant="")
    settings.TOKEN_KEYS = [NEW, OLD]

    assert "0 of 2 rows" in rotate()


def test_the_grant_tokens_are_among_the_sealed_columns() -> None:
    assert ("access.Agreement", "sealed_grant") in {(column.model, column.field) for column in list_sealed_columns()}


@pytest.mark.django_db
def test_a_value_inside_json_is_resealed_and_the_rest_kept(settings: Settings) -> None:
    column = SealedColumn("access.Person", "username", lambda person: "totp:1", ("secret",))
    value = {"secret": seal(b"QUX", "totp:1"), "other": 7}
    settings.TOKEN_KEYS = [NEW, OLD]

    resealed = column._reseal_value(value, "totp:1")

    settings.TOKEN_KEYS = [NEW]
    assert open_sealed(resealed["secret"], "totp:1") == b"QUX"
    assert resealed["other"] == 7
    assert column._reseal_value(resealed, "totp:1") == resealed
    assert column._reseal_value({"codes": []}, "totp:1") == {"codes": []}


@pytest.mark.django_db
def test_a_row_that_is_gone_meanwhile_is_no_failure() -> None:
    assert not list_sealed_columns()[0].reseal(999)
    assert not Session.objects.exists()
