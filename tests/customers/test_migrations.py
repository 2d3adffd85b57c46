"""Migrations keep what people have saved, forwards and backwards."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from econ_admin.access.models import Agreement, Person
from econ_admin.trail.links import find_problems
from tests.conftest import remove_trail_triggers

LATEST_OF_TRAIL = ("trail", "0005_findings_and_erasures")
BEFORE, AFTER = ("customers", "0009_address_in_question"), ("customers", "0010_list_of_preferences")


def migrate(target: tuple[str, str]) -> Any:
    """Migrates, and returns the models as they are then."""
    MigrationExecutor(connection).migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


@pytest.mark.django_db(transaction=True)
def test_views_and_columns_of_customers_survive_the_other_lists() -> None:
    apps = migrate(BEFORE)
    person, agreement = Person.objects.create(username="ada"), Agreement.objects.create(slug="other", name="Other")
    owner = {"person_id": person.pk, "agreement_id": agreement.pk}
    apps.get_model("customers", "SavedView").objects.create(**owner, name="Mine", question="q=a")
    apps.get_model("customers", "ListChoice").objects.create(**owner, columns=["zip"], size=25)

    apps = migrate(AFTER)
    views, choices = apps.get_model("customers", "SavedView").objects, apps.get_model("customers", "ListChoice").objects
    lists_after = [views.get().list, choices.get().list]
    views.create(**owner, list="booked", name="Mine", question="state=paid")
    choices.create(**owner, list="booked", columns=["vat"])
    apps = migrate(BEFORE)
    views_before = list(apps.get_model("customers", "SavedView").objects.values_list("name", "question"))
    choices_before = list(apps.get_model("customers", "ListChoice").objects.values_list("columns", "size"))
    migrate(AFTER)

    assert lists_after == ["customers", "customers"]
    assert views_before == [("Mine", "q=a")]
    assert choices_before == [(["zip"], 25)]


@pytest.mark.django_db(transaction=True)
def test_writes_recorded_before_the_history_are_in_it() -> None:
    apps = migrate(("trail", "0002_server_at"))
    person, agreement = Person.objects.create(username="ada"), Agreement.objects.create(slug="other", name="Other")
    intent = apps.get_model("trail", "Intent").objects.create(
        key="a", person_id=person.pk, agreement_id=agreement.pk, noun="drafts", method="POST", path="invoices/drafts",
        body=b'{"customer":{"customerNumber":7}}', before=b"",
    )  # fmt: skip
    outcomes = apps.get_model("trail", "Outcome").objects
    outcomes.create(intent_id=intent.pk, status=None, body=b"")
    outcomes.create(intent_id=intent.pk, status=201, body=b'{"draftInvoiceNumber":40}')

    apps = migrate(("trail", "0003_history_index"))
    entry = apps.get_model("trail", "Entry").objects.get()
    subjects = set(apps.get_model("trail", "Subject").objects.values_list("noun", "number"))
    apps = migrate(("trail", "0004_hash_chain"))
    links = list(apps.get_model("trail", "Link").objects.order_by("pk").values_list("kind", flat=True))
    migrate(LATEST_OF_TRAIL)
    problems = list(find_problems())
    migrate(("trail", "0002_server_at"))
    migrate(LATEST_OF_TRAIL)
    remove_trail_triggers()

    assert (links, problems) == (["intent", "outcome", "outcome"], [])
    assert (entry.pk, entry.state, entry.at) == (intent.pk, "done", intent.at)
    assert subjects == {("customers", "7"), ("drafts", "40")}
