"""The list of customers: what it finds, how it is sorted and paged, and what it says when it cannot."""

from decimal import Decimal
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from econ_admin.gateway import Gateway, where
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.page_reader import chips_of, heads_of, html_of, link_of, numbers_of, rows_of, text_of

LIST = "/sandbox/customers/"


def asked(**question: str) -> str:
    return f"{LIST}?{urlencode(question)}"


def test_each_row_leads_to_its_customer(client: Client, economic: Gateway) -> None:
    first = economic.customers.page(sort=["customerNumber"], size=1).items[0]

    response = client.get(LIST)

    assert rows_of(response)[0][:2] == [str(first.customer_number), first.name]
    assert link_of(response, str(first.customer_number)) == f"{LIST}{first.customer_number}/?from="


@pytest.mark.parametrize(
    "typed",
    [
        "quxholm",
        "QUX",
        "29188475",
        "29 18 84 75",
        "DK29188475",
        "dk 29 18 84 75",
        "regnskab@quxholm",
        "98120440",
        "98 12 04 40",
        "+45 98120440",
        "61 62 63 64",
        "9990",
        "skagens odde",
        "quxholm odde",
        "9990 quxholm",
        "5798009811578",
    ],
)
def test_a_customer_is_found_by_what_one_knows_of_it(client: Client, register: Register, typed: str) -> None:
    number = register(
        name="Quxholm Smede ApS",
        corporate_identification_number="29188475",
        email="regnskab@quxholm.dk",
        telephone_and_fax_number="98 12 04 40",
        mobile_phone="61626364",
        zip="9990",
        city="Skagens Odde",
        ean="5798009811578",
    )

    response = client.get(asked(q=typed))

    assert number in numbers_of(response)


def test_a_customer_is_found_by_its_number(client: Client, register: Register) -> None:
    number = register(customer_number=778899)

    response = client.get(asked(q="778899"))

    assert numbers_of(response) == [number]


def test_every_word_has_to_stand_somewhere(client: Client, register: Register) -> None:
    register(name="Quxholm Smede", city="Skagen")
    wanted = register(name="Quxholm Murer", city="Thisted")

    response = client.get(asked(q="quxholm thisted"))

    assert numbers_of(response) == [wanted]


@pytest.mark.parametrize("typed", ["50% (alt)", "a*b", "$eq:", "[x]_", "((", "'; drop", "<script>", "a,b)$or:", "💶"])
def test_signs_of_the_grammar_are_searched_for_as_they_stand(client: Client, register: Register, typed: str) -> None:
    wanted = register(name=f"Før {typed} efter")
    other = register(name="Før noget andet efter")

    found = numbers_of(client.get(asked(q=typed)))

    assert wanted in found
    assert other not in found


def test_a_group_is_filtered_and_can_be_taken_off_again(client: Client, economic: Gateway) -> None:
    group = economic.customer_groups.all()[0]
    wanted = where("customerGroup.customerGroupNumber").eq(group.customer_group_number)
    expected = economic.customers.page(wanted, size=200)

    response = client.get(asked(group=str(group.customer_group_number), size="200", sort="name"))

    assert set(numbers_of(response)) == {each.customer_number for each in expected.items}
    assert chips_of(response) == {f"Customer group: {group.name}": f"{LIST}?sort=name&size=200"}


@pytest.mark.parametrize("barred", [True, False])
def test_barred_customers_can_be_told_apart(client: Client, register: Register, barred: bool) -> None:
    number = register(name="Quxholm", barred=barred)

    with_it = client.get(asked(q="quxholm", barred="yes" if barred else "no"))
    without = client.get(asked(q="quxholm", barred="no" if barred else "yes"))

    assert numbers_of(with_it) == [number]
    assert numbers_of(without) == []
    assert ("Barred" in rows_of(with_it)[0]) is barred


def test_a_currency_is_filtered(client: Client, register: Register) -> None:
    register(name="Quxholm", currency="DKK")
    wanted = register(name="Quxholm", currency="EUR")

    response = client.get(asked(q="quxholm", currency="EUR"))

    assert numbers_of(response) == [wanted]
    assert "Currency: EUR" in chips_of(response)


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ({"balance": "over"}, lambda balance: balance > 0),
        ({"balance": "none"}, lambda balance: balance == 0),
        ({"balance": "under"}, lambda balance: balance < 0),
        ({"balance_min": "1.000,50"}, lambda balance: balance >= Decimal("1000.50")),
        ({"balance_max": "10000"}, lambda balance: balance <= 10000),
        ({"balance_min": "1 000", "balance_max": "50.000"}, lambda balance: 1000 <= balance <= 50000),
    ],
)
def test_balances_are_filtered(client: Client, economic: Gateway, question: dict[str, str], fits: object) -> None:
    expected = {each.customer_number for each in economic.customers.walk() if fits(each.balance)}  # type: ignore[operator]  # a predicate

    response = client.get(asked(**question, size="200"))

    assert set(numbers_of(response)) == expected
    assert expected


def test_an_english_amount_is_refused_with_the_danish_one(client: Client) -> None:
    response = client.get(asked(balance_min="1234.56"))

    assert response.status_code == 200
    assert "Did you mean 1.234,56?" in html_of(response)
    assert 'value="1234.56"' in html_of(response)
    assert chips_of(response) == {}


def test_clearing_the_filters_keeps_how_the_list_is_shown(client: Client) -> None:
    response = client.get(asked(q="a", balance="over", sort="-name", size="25", page="2"))

    assert link_of(response, "Clear filters") == f"{LIST}?sort=-name&size=25"


@pytest.mark.parametrize(
    ("sort", "wire"),
    [("name", "name"), ("-name", "-name"), ("city", "city"), ("email", "email"), ("balance", "balance")],
)
def test_a_column_is_sorted_by_economic(client: Client, economic: Gateway, sort: str, wire: str) -> None:
    expected = economic.customers.page(sort=[wire, "customerNumber"], size=50)

    response = client.get(asked(sort=sort))

    assert numbers_of(response) == [each.customer_number for each in expected.items]


def test_only_what_economic_sorts_by_is_a_link(client: Client) -> None:
    heads = heads_of(client.get(LIST))

    assert {name for name, href in heads.items() if not href} == {"Customer group", "Status", "Due"}
    assert heads["Balance"] == f"{LIST}?sort=-balance"


def test_the_head_that_sorts_says_so_and_turns_round(client: Client) -> None:
    response = client.get(asked(q="a", sort="-balance"))

    assert html_of(response).count('aria-sort="descending"') == 1
    assert heads_of(response)["Balance"] == f"{LIST}?q=a&sort=balance"


def test_every_way_to_sort_is_accepted_by_economic(client: Client) -> None:
    sorts = [each.value for each in client.get(LIST).context["sorts"]]

    answers = [client.get(asked(sort=sort)).status_code for sort in sorts]

    assert len(sorts) == 16
    assert set(answers) == {200}


def test_pages_follow_each_other(client: Client) -> None:
    first = client.get(asked(size="25", sort="name"))
    second = client.get(link_of(first, "Next page"))
    last = client.get(link_of(second, "Next page"))

    assert "1–25 of 60" in text_of(html_of(first))
    assert "51–60 of 60" in text_of(html_of(last))
    assert len({*numbers_of(first), *numbers_of(second), *numbers_of(last)}) == 60
    assert link_of(last, "Next page") == ""
    assert link_of(second, "Previous page") == f"{LIST}?sort=name&size=25"


def test_a_page_behind_the_last_offers_the_last(client: Client) -> None:
    response = client.get(asked(page="99", size="25"))

    assert "You asked for page 99; the last one is page 3." in text_of(html_of(response))
    assert link_of(response, "To the last page") == f"{LIST}?page=3&size=25"


@pytest.mark.parametrize(
    "question",
    [
        {"page": "abc"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "1" * 40},
        {"size": "7"},
        {"sort": "dueAmount"},
        {"sort": "--name"},
        {"group": "x"},
        {"group": "0"},
        {"barred": "perhaps"},
        {"balance": "?"},
        {"currency": "kroner"},
        {"from": "x"},
        {"q": "   "},
    ],
)
def test_what_cannot_be_meant_is_not_asked(client: Client, question: dict[str, str]) -> None:
    response = client.get(asked(**question))

    assert response.status_code == 200
    assert numbers_of(response) == numbers_of(client.get(LIST))
    assert chips_of(response) == {}


@pytest.mark.parametrize("typed", ["a\0b", "a" * 201])
def test_a_search_that_cannot_be_made_says_so(client: Client, typed: str) -> None:
    response = client.get(asked(q=typed))

    assert response.status_code == 200
    assert "says-bad" in html_of(response)


def test_an_unknown_group_is_asked_for_all_the_same(client: Client) -> None:
    response = client.get(asked(group="987654"))

    assert "Customer group: 987654" in chips_of(response)
    assert "No customer fits" in html_of(response)


def test_an_empty_answer_says_what_would_fill_it(client: Client) -> None:
    response = client.get(asked(q="findes ikke"))

    assert "None of the 60 customers has all of what you asked for." in text_of(html_of(response))


def test_htmx_gets_the_table_alone_and_a_clean_address(htmx: Client) -> None:
    response = htmx.get(asked(q="a", group="", barred="", balance_min="", sort="number", page="1"))

    assert "<html" not in html_of(response)
    assert html_of(response).lstrip().startswith('<section class="stack" id="customer-table"')
    assert response["HX-Push-Url"] == f"{LIST}?q=a"
    assert "HX-Request" in response["Vary"]


def test_the_back_button_gets_the_whole_page(htmx: Client) -> None:
    response = htmx.get(asked(q="a"), headers={"HX-History-Restore-Request": "true"})

    assert "<html" in html_of(response)


def test_what_was_refused_reaches_its_field_with_the_table(htmx: Client) -> None:
    response = htmx.get(asked(balance_max="1234.56"))

    assert 'hx-swap-oob="innerHTML:#balance-says"' in html_of(response)
    assert html_of(response).count("Did you mean 1.234,56?") == 2  # beside the field, and in the live region


def test_a_list_that_cannot_be_had_says_why_and_stands(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = client.get(asked(q="møl", sort="-balance"))

    assert response.status_code == 502
    assert "The customers could not be loaded" in html_of(response)
    assert 'value="møl"' in html_of(response)
    assert link_of(response, "Try again") == asked(q="møl", sort="-balance")
    assert "No customer" not in html_of(response)


def test_htmx_is_told_where_the_failure_belongs(htmx: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = htmx.get(LIST)

    assert response.status_code == 502
    assert response["HX-Retarget"] == "#customer-table"
    assert response["HX-Reswap"] == "outerHTML"
    assert 'id="customer-table"' in html_of(response)


def test_without_the_names_of_groups_the_list_shows_their_numbers(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customer-groups", "status:503", times=9)

    response = client.get(LIST)

    assert response.status_code == 200
    assert all(row[3].isdigit() for row in rows_of(response))


def test_a_customer_knows_the_list_that_one_came_from(client: Client, register: Register) -> None:
    number = register(name="Quxholm")
    here = asked(q="quxholm", sort="-name")

    opened = link_of(client.get(here), str(number))

    assert parse_qs(urlsplit(opened).query) == {"from": ["q=quxholm&sort=-name"]}
    assert f'href="{escape(here)}"' in html_of(client.get(opened))


def test_hostile_text_is_shown_as_text(client: Client, register: Register) -> None:
    register(name='Quxholm "><script>alert(1)</script>', city="<b>by</b>", email="\"'><img src=x>@example.com")

    page = html_of(client.get(asked(q="quxholm")))

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>by" not in page


def test_a_page_of_customers_asks_economic_once_for_each_thing(client: Client, sandbox: Sandbox) -> None:
    client.get(asked(size="100"))

    paths = sorted(exchange.path.partition("?")[0] for exchange in sandbox.log())

    assert paths == ["/currencies", "/customer-groups", "/customers"]
