"""Each way in which e-conomic fails, at each page: it stands as it was last seen, or says the right thing."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in, send
from tests.customers.page_reader import text_of
from tests.customers.page_text import CHANGED_FROM, LOOKED_AT, Places

pytestmark = pytest.mark.slow

OUT = {
    "silence": "silence-before",
    "slower than we wait": "slow:60000",
    "broken": "status:503",
    "throttled": "throttle:7",
}
OURS = ("sheets", "sheet")  # pages of what stands in our own database
ALL_ELSE = [name for name in LOOKED_AT if name not in OURS]


@pytest.fixture
def fails(economic: Gateway, sandbox: Sandbox) -> Callable[[str], None]:
    """From now on e-conomic fails at everything, and what is kept is old: `fails("status:503")`."""

    def so(fault: str) -> None:
        economic.refresh()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            sandbox.fault(method, "/", fault, times=9999)

    return so


@pytest.fixture
def recovers(sandbox: Sandbox, later: Callable[[], None]) -> Callable[[], None]:
    """It answers again, and it is time to ask it."""

    def now() -> None:
        sandbox._control.reset()
        later()

    return now


def warmed(client: Client, places: Places) -> dict[str, str]:
    """Every page, once; and their headings."""
    return {name: client.get(url.format(**places)).text for name, url in LOOKED_AT.items()}


@pytest.mark.parametrize("fault", OUT.values(), ids=OUT)
def test_every_page_stands_and_comes_back(
    fault: str, accountant: Client, fails: Callable[[str], None], recovers: Callable[[], None], places: Places
) -> None:
    warmed(accountant, places)
    fails(fault)

    out = {name: accountant.get(url.format(**places)) for name, url in LOOKED_AT.items()}
    recovers()
    back = {name: accountant.get(url.format(**places)) for name, url in LOOKED_AT.items()}

    assert {name: answer.status_code for name, answer in out.items()} == dict.fromkeys(LOOKED_AT, 200)
    assert [name for name in ALL_ELSE if "What you see is from" not in text_of(out[name].text)] == []
    assert {name: answer.status_code for name, answer in back.items()} == dict.fromkeys(LOOKED_AT, 200)
    assert [name for name in LOOKED_AT if "What you see is from" in text_of(back[name].text)] == []


@pytest.mark.parametrize("fault", OUT.values(), ids=OUT)
def test_what_is_about_to_be_changed_is_never_an_old_answer(
    fault: str, accountant: Client, fails: Callable[[str], None], places: Places
) -> None:
    addresses = {name: url.format(**places) for name, (url, _) in CHANGED_FROM.items()}
    for each in addresses.values():
        accountant.get(each).close()
    fails(fault)

    out = {name: accountant.get(each) for name, each in addresses.items()}

    ours = ("before sending", "products and prices")
    assert {out[name].status_code for name in addresses if name not in ours} <= {502, 503, 504}
    assert "e-conomic did not answer when it was asked for this: the customer." in text_of(out["before sending"].text)


def test_an_answer_that_is_none_is_a_gap_and_nothing_old(
    accountant: Client, fails: Callable[[str], None], recovers: Callable[[], None], places: Places
) -> None:
    warmed(accountant, places)
    fails("garbage")

    out = {name: accountant.get(url.format(**places)) for name, url in LOOKED_AT.items()}
    recovers()
    back = {accountant.get(url.format(**places)).status_code for url in LOOKED_AT.values()}

    assert {out[name].status_code for name in ALL_ELSE} == {502}
    assert {out[name].status_code for name in OURS} == {200}
    assert back == {200}


# 401 and 403


def test_refused_nothing_of_the_agreement_is_shown_to_anybody(
    accountant: Client,
    sign_in: Callable[..., Client],
    sandbox: Sandbox,
    recovers: Callable[[], None],
    economic: Gateway,
    places: Places,
) -> None:
    name = economic.customers.get(places["customer"]).name
    was = warmed(accountant, places)
    economic.refresh()
    sandbox.fault("GET", "/", "status:401", times=9999)
    accountant.get(LOOKED_AT["customer"].format(**places))

    out = {each: sign_in("admin").get(url.format(**places)) for each, url in LOOKED_AT.items()}
    recovers()
    accountant.get(LOOKED_AT["list"])
    back = {accountant.get(url.format(**places)).status_code for url in LOOKED_AT.values()}

    assert {out[each].status_code for each in ALL_ELSE} == {502}
    assert sum(name in text for text in was.values()) > 5
    assert not any(name in out[each].text for each in ALL_ELSE)
    assert all("e-conomic does not accept the tokens of this agreement." in out[each].text for each in ALL_ELSE)
    assert {out[each].status_code for each in OURS} == {200}
    assert back == {200}


def test_refused_a_sheet_can_still_be_read(
    accountant: Client, sandbox: Sandbox, economic: Gateway, places: Places
) -> None:
    accountant.post(f"/sandbox/sheets/{places['sheet']}/lines/", {"description": "Quxholm by the dozen"})
    economic.refresh()
    sandbox.fault("GET", "/", "status:401", times=9999)
    accountant.get(LOOKED_AT["customer"].format(**places))

    sheets, sheet = (accountant.get(LOOKED_AT[each].format(**places)) for each in OURS)

    recipient = WorkingDraft.objects.get().header.recipient.name
    assert (sheets.status_code, sheet.status_code) == (200, 200)
    assert recipient in sheets.text
    assert recipient in sheet.text
    assert "Quxholm by the dozen" in sheet.text


def test_what_is_not_allowed_is_said_and_not_shown_as_it_was(
    accountant: Client, fails: Callable[[str], None], recovers: Callable[[], None], places: Places
) -> None:
    warmed(accountant, places)
    fails("status:403")

    out = {name: accountant.get(url.format(**places)) for name, url in LOOKED_AT.items()}
    recovers()

    assert {out[name].status_code for name in ALL_ELSE} == {502}
    assert all("e-conomic does not allow this" in out[name].text for name in ALL_ELSE)
    assert {out[name].status_code for name in OURS} == {200}
    assert accountant.get(LOOKED_AT["customer"].format(**places)).status_code == 200


# A change while e-conomic is left alone


@pytest.fixture
def left_alone(client: Client, fails: Callable[[str], None], places: Places) -> Callable[[], None]:
    """Nobody asks e-conomic any more: it was silent too often."""

    page = LOOKED_AT["customer"].format(**places)

    def now() -> None:
        client.get(page)
        fails("silence-before")
        client.get(page)  # it stands, so all its calls are over when it is there

    return now


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("/sandbox/customers/{customer}/edit/", "city"),
        ("/sandbox/customers/new/", "city"),
        ("/sandbox/customers/{customer}/contacts/new/", "phone"),
        ("/sandbox/customers/{customer}/contacts/{contact}/", "phone"),
        ("/sandbox/customers/{customer}/delivery-locations/new/", "address"),
        ("/sandbox/customers/{customer}/delivery-locations/{location}/", "address"),
    ],
)
def test_nothing_is_sent_and_nothing_typed_is_lost(
    form: str,
    field: str,
    client: Client,
    sandbox: Sandbox,
    left_alone: Callable[[], None],
    recovers: Callable[[], None],
    places: Places,
) -> None:
    having = "address" if "delivery" in form else "name"
    opened = client.get(form.format(**places))
    left_alone()
    typed = {field: "Quxholm 7"} | ({"name": "Ada Quxholm"} if "new" in form and having == "name" else {})
    before = len(sandbox.log())

    answer = send(client, opened, having, **typed)
    asked = len(sandbox.log()) - before
    recovers()
    after = send(client, answer, having)

    assert answer.status_code == 504
    assert "e-conomic does not answer at present. Nothing was sent to it." in text_of(answer.text)
    assert Form(answer.text, having).fields[field] == ["Quxholm 7"]
    assert asked == 0
    assert [each.method for each in sandbox.log() if each.method != "GET"] in (["PUT"], ["POST"])
    assert after.status_code == 303


def test_a_deletion_is_not_sent_and_its_page_stands(
    client: Client, register: Register, left_alone: Callable[[], None], recovers: Callable[[], None]
) -> None:
    number = register(name="Ada Quxholm")
    here = f"/sandbox/customers/{number}/delete/"
    opened = client.get(here)
    left_alone()

    answer = send(client, opened, "named", named="Ada Quxholm")
    recovers()
    after = send(client, answer, "named")

    assert answer.status_code == 504
    assert "Nothing was sent to it." in text_of(answer.text)
    assert Form(answer.text, "named").fields["named"] == ["Ada Quxholm"]
    assert after.status_code == 303


@pytest.mark.parametrize(
    ("form", "method"),
    [
        ("/sandbox/customers/{customer}/edit/", "PUT"),
        ("/sandbox/customers/{customer}/contacts/{contact}/", "PUT"),
        ("/sandbox/customers/{customer}/contacts/new/", "POST"),
    ],
)
def test_what_is_in_doubt_stays_so_until_somebody_can_look(
    form: str,
    method: str,
    client: Client,
    sandbox: Sandbox,
    left_alone: Callable[[], None],
    recovers: Callable[[], None],
    places: Places,
) -> None:
    sandbox.fault(method, "/customers", "silence-before")
    doubtful = fill_in(client, form.format(**places), name="Ada Quxholm")
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    left_alone()

    answer = send(client, doubtful)
    recovers()
    looked = send(client, answer)

    assert answer.status_code == 504
    assert Form(answer.text, "name").fields["name"] == ["Ada Quxholm"]
    assert looked.status_code == 422, "it was not done, and somebody decides"
    assert Form(looked.text, "name").fields["name"] == ["Ada Quxholm"]
    assert [each for each in sandbox.log() if each.method == method] == []


def test_what_is_in_doubt_and_gone_by_now_is_said_to_be_gone(
    client: Client, economic: Gateway, sandbox: Sandbox, places: Places
) -> None:
    number = economic.contacts.add(places["customer"], {"name": "Bo Lund"}).customer_contact_number
    contact = f"/customers/{places['customer']}/contacts/{number}"
    sandbox.fault("PUT", contact, "silence-before")
    doubtful = fill_in(client, f"/sandbox{contact}/", name="Ada Quxholm")
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    gone = sandbox.request("DELETE", contact).status

    looked = send(client, doubtful)

    assert gone == 204
    assert looked.status_code == 422
    assert "e-conomic does not have this any more: somebody has deleted it." in text_of(looked.text)
    assert Form(looked.text, "name").fields["name"] == ["Ada Quxholm"]


def test_the_switch_is_not_sent(client: Client, left_alone: Callable[[], None], places: Places) -> None:
    page = client.get(LOOKED_AT["customer"].format(**places))
    left_alone()

    answer = send(client, page, "wanted")

    assert answer.status_code == 504
    assert "Nothing was sent to it." in text_of(answer.text)


def test_a_sheet_is_kept_and_not_sent(
    accountant: Client, sandbox: Sandbox, left_alone: Callable[[], None], recovers: Callable[[], None], places: Places
) -> None:
    here = f"/sandbox/sheets/{places['sheet']}/"
    accountant.get(here)
    left_alone()

    fields = accountant.post(f"{here}fields/", {"references.other": "Quxholm", "revision": "1"})
    line = accountant.post(f"{here}lines/", {"product": "1010", "quantity": "2"})
    sent = accountant.post(f"{here}send/", {"revision": str(WorkingDraft.objects.get().revision)})

    sheet = WorkingDraft.objects.get()
    assert (fields.status_code, line.status_code) == (303, 303)
    assert sheet.header.references.other == "Quxholm"
    assert [each.content.quantity for each in sheet.lines.all()] == [2]
    assert sent.status_code in (422, 504)
    assert sheet.state == WorkingDraft.State.OPEN
    assert [each.method for each in sandbox.log() if each.method == "POST"] == []


def test_a_field_that_needs_an_answer_is_not_kept_and_what_was_typed_stays(
    accountant: Client, sign_in: Callable[..., Client], left_alone: Callable[[], None], places: Places
) -> None:
    here = f"/sandbox/sheets/{places['sheet']}/"
    accountant.get(here)
    left_alone()
    typed = {"delivery_location": str(places["location"]), "references.other": "Quxholm", "revision": "1"}

    plain = accountant.post(f"{here}fields/", typed)
    quick = sign_in("accountant", **{"HX-Request": "true"}).post(f"{here}fields/", typed)

    assert 'value="Quxholm"' in plain.text
    assert "does not answer" in text_of(plain.text)
    assert (quick.status_code, quick.headers.get("HX-Reswap")) == (504, None)
    assert WorkingDraft.objects.get().header.references.other != "Quxholm"


@pytest.mark.parametrize("fault", ["silence-before", "status:401"])
@pytest.mark.parametrize("hours", [0, 2])
def test_a_sheet_in_doubt_stays_in_doubt_and_can_be_read(
    hours: int, fault: str, accountant: Client, fails: Callable[[str], None], places: Places
) -> None:
    here = f"/sandbox/sheets/{places['sheet']}/"
    accountant.get(here)
    doubt = {
        "state": WorkingDraft.State.IN_DOUBT,
        "key": str(uuid4()),
        "attempted_at": timezone.now() - timedelta(hours=hours),
    }
    QuerySet(WorkingDraft).update(**doubt)
    _write_of(WorkingDraft.objects.get())
    fails(fault)
    accountant.get(LOOKED_AT["customer"].format(**places))

    page = accountant.get(here)
    accountant.post(f"{here}asked-again/")

    sheet = WorkingDraft.objects.get()
    assert page.status_code == 200
    assert sheet.header.recipient.name in page.text
    assert "None of them" not in page.text
    assert sheet.state == WorkingDraft.State.IN_DOUBT


def _write_of(sheet: WorkingDraft) -> None:
    """What the trail has of its sending."""
    Intent.objects.create(
        key=sheet.key,
        agreement=sheet.agreement,
        person=sheet.person,
        noun="drafts",
        number="",
        method="POST",
        path="invoices/drafts",
        body=sheet.wire.encode(),
        before=b"",
    )


def test_a_form_that_e_conomic_refuses_to_hear_keeps_what_was_typed(
    client: Client, fails: Callable[[str], None], recovers: Callable[[], None], places: Places
) -> None:
    opened = client.get(CHANGED_FROM["edit customer"][0].format(**places))
    fails("status:401")

    answer = send(client, opened, city="Quxby")
    recovers()
    after = send(client, answer)

    assert answer.status_code == 502
    assert "e-conomic does not accept the tokens of this agreement." in text_of(answer.text)
    assert Form(answer.text, "name").fields["city"] == ["Quxby"]
    assert after.status_code == 303


def test_a_colleagues_change_is_not_lost_when_it_is_back(
    client: Client, economic: Gateway, left_alone: Callable[[], None], recovers: Callable[[], None], places: Places
) -> None:
    number = places["customer"]
    opened = client.get(f"/sandbox/customers/{number}/edit/")
    before = economic.customers.get(number)
    economic.customers.replace(number, before.with_changes(city="Hjørring"), before)
    left_alone()
    waiting = send(client, opened, website="quxholm.dk")
    recovers()

    send(client, waiting)

    after = economic.customers.get(number)
    assert (after.website, after.city) == ("quxholm.dk", "Hjørring")
