"""The customer list: searching, filtering, sorting, pagination and failures."""

from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from customers.shared.formatting import COPENHAGEN
from econ_admin.gateway import Gateway, where
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import (
    get_filter_chips,
    get_html,
    get_link,
    get_numbers,
    get_rows,
    get_table_headers,
    get_text,
)

LIST = "/sandbox/customers/"


def build_list_url(**query: str) -> str:
    return f"{LIST}?{urlencode(query)}"


def test_each_row_links_to_its_customer(client: Client, economic: Gateway) -> None:
    first = economic.customers.page(sort=["customerNumber"], size=1).items[0]

    response = client.get(LIST)

    assert get_rows(response)[0][:2] == [str(first.customer_number), first.name]
    assert get_link(response, str(first.customer_number)) == f"{LIST}{first.customer_number}/?from="


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
        "Kastanievej",
        "quxholm 12 B",
        "Kastanievej 12 B 9990 Skagen",
        "DE811569869",
        "811569869",
        "DE 811 569 869",
    ],
)
def test_customer_is_found_by_any_searched_field(client: Client, add_customer: AddCustomer, typed: str) -> None:
    number = add_customer(
        name="Quxholm Smede ApS",
        corporate_identification_number="29188475",
        email="regnskab@quxholm.dk",
        telephone_and_fax_number="98 12 04 40",
        mobile_phone="61626364",
        address="Kastanievej 12 B",
        vat_number="DE811569869",
        zip="9990",
        city="Skagens Odde",
        ean="5798009811578",
    )

    response = client.get(build_list_url(q=typed))

    assert number in get_numbers(response)


def test_customer_is_found_by_its_number(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(customer_number=778899)

    response = client.get(build_list_url(q="778899"))

    assert get_numbers(response) == [number]


def test_search_finds_letters_typed_as_two_characters(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Åse Bjørk")

    assert str(number) in client.get(LIST, {"q": "A\N{COMBINING RING ABOVE}se Bj"}).text


def test_every_search_word_must_match_some_field(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Quxholm Smede", city="Skagen")
    expected_number = add_customer(name="Quxholm Murer", city="Thisted")

    response = client.get(build_list_url(q="quxholm thisted"))

    assert get_numbers(response) == [expected_number]


@pytest.mark.parametrize("typed", ["50% (alt)", "a*b", "$eq:", "[x]_", "((", "'; drop", "<script>", "a,b)$or:", "💶"])
def test_special_characters_are_searched_for_literally(client: Client, add_customer: AddCustomer, typed: str) -> None:
    matching = add_customer(name=f"Før {typed} efter")
    not_matching = add_customer(name="Før noget andet efter")

    numbers = get_numbers(client.get(build_list_url(q=typed)))

    assert matching in numbers
    assert not_matching not in numbers


def test_group_filter_can_be_applied_and_removed(client: Client, economic: Gateway) -> None:
    group = economic.customer_groups.all()[0]
    group_filter = where("customerGroup.customerGroupNumber").eq(group.customer_group_number)
    expected = economic.customers.page(group_filter, size=200)

    response = client.get(build_list_url(group=str(group.customer_group_number), size="200", sort="name"))

    assert set(get_numbers(response)) == {customer.customer_number for customer in expected.items}
    assert get_filter_chips(response) == {f"Customer group: {group.name}": f"{LIST}?sort=name&size=200"}


@pytest.mark.parametrize("barred", [True, False])
def test_customers_are_filtered_by_barred(client: Client, add_customer: AddCustomer, barred: bool) -> None:
    number = add_customer(name="Quxholm", barred=barred)

    matching = client.get(build_list_url(q="quxholm", barred="yes" if barred else "no"))
    not_matching = client.get(build_list_url(q="quxholm", barred="no" if barred else "yes"))

    assert get_numbers(matching) == [number]
    assert get_numbers(not_matching) == []
    assert ("Barred" in get_rows(matching)[0]) is barred


def test_customers_are_filtered_by_currency(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Quxholm", currency="DKK")
    expected_number = add_customer(name="Quxholm", currency="EUR")

    response = client.get(build_list_url(q="quxholm", currency="EUR"))

    assert get_numbers(response) == [expected_number]
    assert "Currency: EUR" in get_filter_chips(response)


def test_house_number_alone_is_not_searched_in_addresses(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Quxholm", address="Kastanievej 98765")

    assert number not in get_numbers(client.get(build_list_url(q="98765")))
    assert number in get_numbers(client.get(build_list_url(q="Kastanievej 98765")))


@pytest.mark.parametrize(
    ("field", "value", "name", "typed", "chip"),
    [
        ("country", "Norge", "country", "norg", "Country: norg"),
        ("website", "www.quxholm.dk", "website", "quxholm.dk", "Website: quxholm.dk"),
        ("vat_number", "DE811569869", "vat", "DE8115", "VAT number: DE8115"),
        ("p_number", "1017234567", "pnumber", "1017234567", "P-number: 1017234567"),
        ("public_entry_number", "PO-998877", "entry", "po-99", "Public entry number: po-99"),
    ],
)
def test_customers_are_filtered_by_text_that_a_field_contains(
    client: Client, add_customer: AddCustomer, field: str, value: str, name: str, typed: str, chip: str
) -> None:
    expected_number = add_customer(name="Quxholm A", **{field: value})
    add_customer(name="Quxholm B")

    response = client.get(build_list_url(q="quxholm", **{name: typed}))

    assert get_numbers(response) == [expected_number]
    assert get_filter_chips(response)[chip] == build_list_url(q="quxholm")
    assert f'value="{typed}"' in get_html(response)


def test_customers_are_filtered_by_the_danish_day_of_their_last_change(client: Client, economic: Gateway) -> None:
    expected = {
        customer.customer_number
        for customer in economic.customers.walk()
        if customer.last_updated and date(2026, 1, 1) <= customer.last_updated.astimezone(COPENHAGEN).date()
    }
    day = max(c.last_updated.astimezone(COPENHAGEN).date() for c in economic.customers.walk() if c.last_updated)

    of_this_year = client.get(build_list_url(changed_since="1/1/26", size="200"))
    of_last_day = client.get(build_list_url(changed_since=day.isoformat(), changed_until=day.isoformat()))
    before = client.get(build_list_url(changed_until="31-12-2025", size="200"))

    assert expected
    assert set(get_numbers(of_this_year)) == expected
    assert set(get_numbers(of_this_year)) | set(get_numbers(before)) == {
        c.customer_number for c in economic.customers.walk()
    }
    assert get_numbers(of_last_day)
    assert get_filter_chips(of_this_year) == {"Changed from 01-01-2026": f"{LIST}?size=200"}
    assert 'value="01-01-2026"' in get_html(of_this_year)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"changed_since": "32-13-2026"}, "32-13-2026"),
        ({"changed_since": "2-1-2026", "changed_until": "1-1-2026"}, "The From date must not be later"),
        ({"vat": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_filters_that_cannot_be_understood_are_refused(client: Client, query: dict[str, str], message: str) -> None:
    response = client.get(build_list_url(**query))

    assert response.status_code == 422
    assert message in get_html(response)
    assert get_numbers(response) == []
    assert '<details class="more" open>' in get_html(response)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"balance": "over"}, lambda balance: balance > 0),
        ({"balance": "none"}, lambda balance: balance == 0),
        ({"balance": "under"}, lambda balance: balance < 0),
        ({"balance_min": "1.000,50"}, lambda balance: balance >= Decimal("1000.50")),
        ({"balance_max": "10000"}, lambda balance: balance <= 10000),
        ({"balance_min": "1 000", "balance_max": "50.000"}, lambda balance: 1000 <= balance <= 50000),
    ],
)
def test_customers_are_filtered_by_balance(
    client: Client, economic: Gateway, query: dict[str, str], fits: object
) -> None:
    expected = {customer.customer_number for customer in economic.customers.walk() if fits(customer.balance)}  # type: ignore[operator]  # a predicate

    response = client.get(build_list_url(**query, size="200"))

    assert set(get_numbers(response)) == expected
    assert expected


def test_english_amount_is_refused_with_a_danish_suggestion(client: Client) -> None:
    response = client.get(build_list_url(balance_min="1234.56"))

    assert response.status_code == 422
    assert "Did you mean 1.234,56?" in get_html(response)
    assert 'value="1234.56"' in get_html(response)
    assert get_filter_chips(response) == {}


def test_clearing_the_filters_keeps_sort_and_page_size(client: Client) -> None:
    response = client.get(build_list_url(q="a", balance="over", sort="-name", size="25", page="2"))

    assert get_link(response, "Clear filters") == f"{LIST}?sort=-name&size=25"


@pytest.mark.parametrize(
    ("sort", "wire_name"),
    [("name", "name"), ("-name", "-name"), ("city", "city"), ("email", "email"), ("balance", "balance")],
)
def test_columns_are_sorted_by_economic(client: Client, economic: Gateway, sort: str, wire_name: str) -> None:
    expected = economic.customers.page(sort=[wire_name, "customerNumber"], size=50)

    response = client.get(build_list_url(sort=sort))

    assert get_numbers(response) == [customer.customer_number for customer in expected.items]


def test_only_sortable_columns_are_links(client: Client) -> None:
    headers = get_table_headers(client.get(LIST))

    assert {name for name, href in headers.items() if not href} == {"Customer group", "Status", "Due"}
    assert headers["Balance"] == f"{LIST}?sort=-balance"


def test_sorted_column_header_reverses_the_sort(client: Client) -> None:
    response = client.get(build_list_url(q="a", sort="-balance"))

    assert get_html(response).count('aria-sort="descending"') == 1
    assert get_table_headers(response)["Balance"] == f"{LIST}?q=a&sort=balance"


def test_every_sort_option_is_accepted_by_economic(client: Client) -> None:
    sorts = [option.value for option in client.get(LIST).context["sorts"]]

    status_codes = [client.get(build_list_url(sort=sort)).status_code for sort in sorts]

    assert len(sorts) == 18
    assert set(status_codes) == {200}


def test_pages_follow_each_other(client: Client) -> None:
    first = client.get(build_list_url(size="25", sort="name"))
    second = client.get(get_link(first, "Next page"))
    last = client.get(get_link(second, "Next page"))

    assert "1–25 of 60" in get_text(get_html(first))
    assert "51–60 of 60" in get_text(get_html(last))
    assert len({*get_numbers(first), *get_numbers(second), *get_numbers(last)}) == 60
    assert get_link(last, "Next page") == ""
    assert get_link(second, "Previous page") == f"{LIST}?sort=name&size=25"


def test_page_after_the_last_links_to_the_last(client: Client) -> None:
    response = client.get(build_list_url(page="99", size="25"))

    assert "Page 99 does not exist. The last page is 3." in get_text(get_html(response))
    assert get_link(response, "Go to the last page") == f"{LIST}?page=3&size=25"


@pytest.mark.parametrize(
    "query",
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
def test_invalid_query_parameters_are_ignored(client: Client, query: dict[str, str]) -> None:
    response = client.get(build_list_url(**query))

    assert response.status_code == 200
    assert get_numbers(response) == get_numbers(client.get(LIST))
    assert get_filter_chips(response) == {}


@pytest.mark.parametrize("typed", ["a\0b", "a" * 201])
def test_invalid_search_text_shows_an_error(client: Client, typed: str) -> None:
    response = client.get(build_list_url(q=typed))

    assert response.status_code == 422
    assert "field-messages-bad" in get_html(response)
    assert "No search was made" in get_html(response)
    assert get_numbers(response) == []


def test_invalid_search_asks_economic_for_no_customers(client: Client, sandbox: Sandbox) -> None:
    client.get(build_list_url(q="a" * 201))
    paths_of_invalid = [exchange.path for exchange in sandbox.log()]
    client.get(build_list_url(q="a"))

    assert "/customers" not in paths_of_invalid
    assert "/customers" in [exchange.path for exchange in sandbox.log()]


def test_balance_range_that_ends_before_it_begins_is_refused(client: Client) -> None:
    response = client.get(build_list_url(balance_min="10.000,50", balance_max="5.000"))

    assert response.status_code == 422
    assert "The lowest balance must not be larger than the highest." in get_html(response)
    assert (get_numbers(response), 'value="10.000,50"' in get_html(response)) == ([], True)


def test_unknown_group_is_still_filtered_by(client: Client) -> None:
    response = client.get(build_list_url(group="987654"))

    assert "Customer group: 987654" in get_filter_chips(response)
    assert "No customers match" in get_html(response)


def test_empty_search_result_names_the_total(client: Client) -> None:
    response = client.get(build_list_url(q="findes ikke"))

    assert "0 of 60 customers match your search and filters." in get_text(get_html(response))


def test_htmx_gets_only_the_table_and_a_short_address(htmx: Client) -> None:
    response = htmx.get(build_list_url(q="a", group="", barred="", balance_min="", sort="number", page="1"))

    assert "<html" not in get_html(response)
    assert get_html(response).lstrip().startswith('<section class="stack" id="customer-table"')
    assert response["HX-Push-Url"] == f"{LIST}?q=a"
    assert "HX-Request" in response["Vary"]


def test_the_back_button_gets_the_whole_page(htmx: Client) -> None:
    response = htmx.get(build_list_url(q="a"), headers={"HX-History-Restore-Request": "true"})

    assert "<html" in get_html(response)


def test_htmx_gets_the_error_of_a_filter_field(htmx: Client) -> None:
    response = htmx.get(build_list_url(balance_max="1234.56"))

    assert 'hx-swap-oob="innerHTML:#balance-says"' in get_html(response)
    assert get_html(response).count("Did you mean 1.234,56?") == 3  # at the field, in the table's place, for readers


def test_failed_list_shows_the_reason_and_keeps_the_query(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = client.get(build_list_url(q="møl", sort="-balance"))

    assert response.status_code == 502
    assert "The customers could not be loaded" in get_html(response)
    assert 'value="møl"' in get_html(response)
    assert get_link(response, "Try again") == build_list_url(q="møl", sort="-balance")
    assert "No customer" not in get_html(response)


def test_htmx_failure_replaces_the_table(htmx: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = htmx.get(LIST)

    assert response.status_code == 502
    assert response["HX-Retarget"] == "#customer-table"
    assert response["HX-Reswap"] == "outerHTML"
    assert 'id="customer-table"' in get_html(response)


def test_groups_that_cannot_be_loaded_are_shown_by_number(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customer-groups", "status:503", times=9)

    response = client.get(LIST)

    assert response.status_code == 200
    assert all(row[3].isdigit() for row in get_rows(response))


def test_customer_page_links_back_to_the_list(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Quxholm")
    list_url = build_list_url(q="quxholm", sort="-name")

    customer_url = get_link(client.get(list_url), str(number))

    assert parse_qs(urlsplit(customer_url).query) == {"from": ["q=quxholm&sort=-name"]}
    assert f'href="{escape(list_url)}"' in get_html(client.get(customer_url))


def test_hostile_text_is_escaped(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name='Quxholm "><script>alert(1)</script>', city="<b>by</b>", email="\"'><img src=x>@example.com")

    page = get_html(client.get(build_list_url(q="quxholm")))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;img src=x&gt;" in page
    assert "&lt;b&gt;by&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>by" not in page


def test_amounts_in_another_currency_name_it(client: Client, add_customer: AddCustomer) -> None:
    client.post(f"{LIST}preferences/", {"column": ["limit", "balance"]})
    for currency in ("EUR", "DKK"):
        add_customer(name=f"Quxholm {currency}", currency=currency, credit_limit=Decimal(5000))

    response = client.get(build_list_url(q="quxholm", sort="name"))

    limits = [row[list(get_table_headers(response)).index("Credit limit")] for row in get_rows(response)]
    assert limits == ["5.000,00", "EUR 5.000,00"]


def test_list_page_sends_each_request_once(client: Client, sandbox: Sandbox) -> None:
    client.get(build_list_url(size="100"))

    paths = sorted(exchange.path.partition("?")[0] for exchange in sandbox.log())

    assert paths == ["/currencies", "/customer-groups", "/customers", "/self"]
