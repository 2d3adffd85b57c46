"""The page over all agreements: each figure is its own agreement's, and each agreement may fail by itself."""

import re

import pytest
from django.test import Client

from customers.agreements.views import agreements as view
from customers.shared import long_read
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import trail
from econ_admin.trail.database_trail import DatabaseTrail
from tests.agreements.conftest import SignIn
from tests.agreements.office import ALFA_TOKEN, BRAVO_TOKEN, GRANTS, Office
from tests.customers.page_reader import get_text

URL = "/agreements/"


def read_rows(page: str) -> dict[str, str]:
    """The HTML of each agreement's row, by its slug."""
    return dict(re.findall(r'<tr id="agreement-([\w-]+)"(.*?)</tr>', page, re.DOTALL))


def read_counts(row: str) -> list[str]:
    """The numbers of a row: drafts, unpaid, overdue, over limit, not confirmed."""
    return re.findall(r'<td class="num"><a href="[^"]*"[^>]*>([^<]*)</a>', row)


def count(office: Office, company: str, path: str) -> str:
    pagination = office.sandboxes[GRANTS[company]].request("GET", f"{path}?pagesize=1").json()["pagination"]
    return str(pagination["results"])


def test_each_figure_is_that_of_its_own_agreement(client: Client, both: dict[str, Agreement], office: Office) -> None:
    rows = read_rows(client.get(URL).text)

    expected = {
        f"{company.lower()}-as": [
            count(office, company, path) for path in ("/invoices/drafts", "/invoices/unpaid", "/invoices/overdue")
        ]
        for company in GRANTS
    }
    assert {slug: read_counts(row)[:3] for slug, row in rows.items()} == expected
    assert expected["alfa-as"] != expected["bravo-as"]


def test_each_figure_is_a_link_to_a_list_with_as_many(client: Client, both: dict[str, Agreement]) -> None:
    for slug, row in read_rows(client.get(URL).text).items():
        links = re.findall(r'<td class="num"><a href="([^"]*)"[^>]*>([^<]*)</a>', row)
        assert len(links) == 5
        for href, number in links[:4]:
            address = href.replace("&amp;", "&")
            page = client.get(address)
            assert page.status_code == 200
            assert address.startswith(f"/{slug}/")
            assert re.search(rf"\b{number}\b", get_text(page.text)), (address, number)
        history = client.get(links[4][0].replace("&amp;", "&"))
        assert history.status_code == 200


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("status:503", "e-conomic has a technical problem (503)."),
        ("slow:60000", "e-conomic did not answer."),
        ("garbage", "We could not read the response from e-conomic."),
        ("throttle:7", "Too many requests to e-conomic. Try again in 7 seconds."),
    ],
)
def test_one_agreement_that_does_not_answer_leaves_the_others(
    client: Client, both: dict[str, Agreement], office: Office, fault: str, reason: str
) -> None:
    office.sandboxes[ALFA_TOKEN].fault("GET", "/", fault, times=99)

    page = client.get(URL)

    rows = read_rows(page.text)
    assert page.status_code == 200
    assert "Could not be loaded" in rows["alfa-as"]
    assert f"Alfa A/S : {reason}" in get_text(page.text)
    assert len(read_counts(rows["bravo-as"])) == 5


def test_what_was_read_before_stands_in_when_e_conomic_is_silent(
    client: Client, both: dict[str, Agreement], office: Office
) -> None:
    before = read_rows(client.get(URL).text)
    client.post("/alfa-as/refresh/")
    office.sandboxes[ALFA_TOKEN].fault("GET", "/", "silence-before", times=99)

    page = client.get(URL).text

    after = read_rows(page)
    assert re.search(r"Alfa A/S : e-conomic did not answer\. The figures are from 10:\d\d\.", get_text(page))
    assert "Bravo A/S : " not in get_text(page)
    assert read_counts(after["alfa-as"])[:3] == read_counts(before["alfa-as"])[:3]


def test_a_refused_token_is_said_in_its_row(client: Client, both: dict[str, Agreement], office: Office) -> None:
    office.sandboxes.pop(BRAVO_TOKEN).close()

    client.get(URL)
    rows = read_rows(client.get(URL).text)

    assert "Refused since 10:" in rows["bravo-as"]
    assert 'href="/bravo-as/agreement/"' in rows["bravo-as"]
    assert "Accepted, last at 10:" in rows["alfa-as"]


def test_own_unconfirmed_writes_are_counted(
    client: Client, anna: Person, both: dict[str, Agreement], sign_in_person: SignIn
) -> None:
    other = Person.objects.create(username="bo")
    for person, number in ((anna, "7"), (anna, "8"), (other, "9")):
        intent = trail.Intent("", "customers", number, "PUT", f"customers/{number}", b"{}", b"{}")
        DatabaseTrail(both["Bravo"], person).begin(intent)

    rows = read_rows(client.get(URL).text)

    assert read_counts(rows["alfa-as"])[4] == "0"
    assert read_counts(rows["bravo-as"])[4] == "2"


def test_viewers_see_the_state_of_the_token_but_no_link(both: dict[str, Agreement], sign_in_person: SignIn) -> None:
    person = Person.objects.create(username="bo")
    Membership.objects.create(person=person, agreement=both["Alfa"], role=Role.VIEWER)

    page = sign_in_person(person).get(URL).text

    assert list(read_rows(page)) == ["alfa-as"]
    assert "/alfa-as/agreement/" not in page
    assert "/agreements/add/" not in page


def test_a_warm_page_asks_nothing(client: Client, both: dict[str, Agreement], office: Office) -> None:
    client.get(URL)
    before = [len(sandbox.log()) for sandbox in office.sandboxes.values()]

    client.get(URL)

    assert [len(sandbox.log()) for sandbox in office.sandboxes.values()] == before


def test_one_row_alone_is_what_asks_again(client: Client, both: dict[str, Agreement]) -> None:
    row = client.get(f"{URL}?only=alfa-as")

    assert list(read_rows(row.text)) == ["alfa-as"]
    assert "<html" not in row.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "1e3", "²", ""])
def test_more_agreements_than_fit_are_on_further_pages(
    client: Client, both: dict[str, Agreement], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(view, "MAX_AT_ONCE", 1)

    assert list(read_rows(client.get(URL).text)) == ["alfa-as"]
    assert list(read_rows(client.get(f"{URL}?page=2").text)) == ["bravo-as"]
    assert client.get(URL, {"page": page}).status_code == 200


def test_a_count_that_takes_many_pages_goes_on_in_its_row(
    client: Client, both: dict[str, Agreement], request: pytest.FixtureRequest
) -> None:
    expected = {slug: read_counts(row) for slug, row in read_rows(client.get(URL).text).items()}
    for slug in expected:
        client.post(f"/{slug}/refresh/")
    request.getfixturevalue("long_reads")
    request.getfixturevalue("monkeypatch").setattr(long_read, "MAX_PAGE_SIZE", 1)

    row = read_rows(client.get(URL).text)["alfa-as"]

    assert 'hx-get="/agreements/?only=alfa-as"' in row
    assert "%" in row
    for _ in range(60):
        if "hx-get" not in row:
            break
        row = read_rows(client.get(f"{URL}?only=alfa-as").text)["alfa-as"]
    assert read_counts(row) == expected["alfa-as"]
