"""`manage.py clean` deletes what is old; `manage.py forget` exports a customer, then erases what the law allows."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from redis import Redis

from customers.models import Lease, RecoveryCopy, WorkingDraft, WorkingDraftLine
from econ_admin.access.models import Agreement, FailedSignIn, Person
from econ_admin.gateway import Gateway, RedisLocation
from econ_admin.trail.links import find_problems
from econ_admin.trail.models import Entry, Intent, Subject
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2019, 5, 1, tzinfo=UTC)
Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: object) -> str:
        call_command(*map(str, arguments))
        return capsys.readouterr().out

    return run_command


@pytest.fixture
def number(add_customer: AddCustomer) -> int:
    return add_customer(name="Ada Holm", city="Skagen")


def count_rows() -> dict[str, int]:
    models = (Session, FailedSignIn, RecoveryCopy, Lease, Intent)
    return {model.__name__: model._default_manager.count() for model in models}


def test_clean_deletes_what_is_old_and_nothing_else(
    run: Run, client: Client, agreement: Agreement, people: dict[str, Person], number: int
) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    owner, now = {"person": people["editor"], "agreement": agreement}, timezone.now()
    for form, age in (("/sandbox/customers/new/", 8), ("/sandbox/customers/7/edit/", 6)):
        RecoveryCopy.objects.create(form=form, fields="name=Ada", **owner)
        RecoveryCopy.objects.filter(form=form).update(at=now - timedelta(days=age))
    for hours in (2, 0):
        FailedSignIn.objects.create(name="x", at=now - timedelta(hours=hours))
        Session.objects.create(
            session_key=f"ended-{hours}", session_data="", expire_date=now - timedelta(hours=hours * 2 - 1)
        )
    Lease.objects.all().delete()
    for hours in (2, -2):
        Lease.objects.create(
            agreement=agreement, noun="customers", number=str(hours), until=now - timedelta(hours=hours)
        )
    cache.set("old", "Ada Holm", timeout=-1)
    cache.set("new", "Ada Holm")
    Entry.objects.filter(pk=Entry.objects.earliest("pk").pk).update(at=LONG_AGO)
    before = count_rows()

    printed, printed_again = run("clean"), run("clean")

    after = count_rows()
    assert {name: before[name] - after[name] for name in before} == dict.fromkeys(before, 1)
    assert "1 writes of the audit trail before 01-01-2021 deleted." in printed
    assert [line for line in printed_again.splitlines() if not line.startswith("0 ")] == []
    assert cache.get("new") == "Ada Holm"
    assert list(find_problems()) == []


def test_forget_exports_then_erases(
    run: Run,
    client: Client,
    economic: Gateway,
    agreement: Agreement,
    people: dict[str, Person],
    number: int,
    add_customer: AddCustomer,
    tmp_path: Path,
) -> None:
    other = add_customer(name="Bo Lund")
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Ada Holms søster")
    Entry.objects.filter(pk__lte=Entry.objects.earliest("pk").pk).update(at=LONG_AGO)
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    owner = {"person": people["editor"], "agreement": agreement}
    for state in (WorkingDraft.State.OPEN, WorkingDraft.State.SENT, WorkingDraft.State.IN_DOUBT):
        draft = WorkingDraft.objects.create(
            customer=number, price_currency="DKK", wire='{"recipient":{"name":"Ada Holm"}}', state=state, **owner
        )
        WorkingDraftLine.objects.create(draft=draft, position=1, wire='{"description":"Skruer"}')
    WorkingDraft.objects.create(customer=other, price_currency="DKK", wire="{}", **owner)
    for customer in (number, other):
        RecoveryCopy.objects.create(form=f"/sandbox/customers/{customer}/edit/", fields="name=Ada", **owner)
    economic.customers.get(number)
    file = tmp_path / "ada.jsonl"

    printed = run("forget", "--customer", number, "--export", file)

    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [record["kind"] for record in records] == ["write"] * 3 + ["draft written here"] * 3 + ["recovery copy"]
    assert "Skagen" in records[0]["sent"]
    assert records[3]["lines"] == [{"description": "Skruer"}]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Erased: the content of 1 writes before 01-01-2021" in printed
    assert "2 drafts written here, 1 recovery copies" in printed
    assert (
        f"Kept: 2 writes, which the Bookkeeping Act asks for, the last until 31-12-{timezone.localdate().year + 5}"
        in printed
    )
    assert "Kept: 1 drafts of unknown outcome." in printed
    assert [draft.state for draft in WorkingDraft.objects.filter(customer=number)] == [WorkingDraft.State.IN_DOUBT]
    assert WorkingDraft.objects.filter(customer=other).exists()
    assert [copy.form for copy in RecoveryCopy.objects.all()] == [f"/sandbox/customers/{other}/edit/"]
    assert Subject.objects.filter(noun="customers", number=str(other)).exists()
    assert b"Skagen" not in b"".join(bytes(intent.body) for intent in Intent.objects.order_by("pk")[:1])
    assert list(find_problems()) == []
    page = client.get("/sandbox/history/").text
    assert page.count("The content was erased: the law no longer asks to keep it.") == 1


def test_forget_empties_the_cache_of_responses(
    run: Run, economic: Gateway, number: int, tmp_path: Path, sandbox: object
) -> None:
    from django.conf import settings

    economic.customers.get(number)
    cached = economic.get_status().cached_responses

    run("forget", "--customer", number, "--export", tmp_path / "ada.jsonl")

    assert cached
    assert (economic.get_status().cached_responses, economic.get_status().cached_bytes) == (0, 0)
    if isinstance(settings.ECONOMIC_CACHE, RedisLocation):
        with Redis.from_url(settings.ECONOMIC_CACHE.url) as redis:
            assert not list(redis.scan_iter("*:responses:*"))


def test_forget_erases_nothing_without_its_file(run: Run, number: int, tmp_path: Path, people: object) -> None:
    Entry.objects.update(at=LONG_AGO)
    file = tmp_path / "ada.jsonl"
    file.write_text("an earlier export")

    with pytest.raises(CommandError, match="Nothing was erased"):
        run("forget", "--customer", number, "--export", file)

    assert file.read_text() == "an earlier export"
    assert Intent.objects.exclude(path="").exists()


def test_forget_asks_which_agreement(run: Run, number: int, tmp_path: Path) -> None:
    Agreement.objects.create(slug="another", name="Another", fingerprint="x")

    with pytest.raises(CommandError, match="--agreement"):
        run("forget", "--customer", number, "--export", tmp_path / "ada.jsonl")
    run("forget", "--customer", number, "--export", tmp_path / "ada.jsonl", "--agreement", "sandbox")
    with pytest.raises(CommandError, match="no such agreement"):
        run("forget", "--customer", number, "--export", tmp_path / "b.jsonl", "--agreement", "missing")
