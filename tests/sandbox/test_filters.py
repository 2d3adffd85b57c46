"""The filter grammar, asked of customers: 1 Møllers Eftf. ApS, 2 Ærø Is, 3 "100% [Rå] Kost_møl * & $"."""

from urllib.parse import quote

import pytest

from econ_admin.sandbox import Sandbox, SandboxResponse
from tests.sandbox.conftest import SandboxFactory


def filter_customers(sandbox: Sandbox, text: str, extra_query: str = "") -> SandboxResponse:
    return sandbox.request("GET", f"/customers?filter={quote(text, safe='')}{extra_query}")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("customerNumber$eq:2", [2]),
        ("CUSTOMERNUMBER$ne:2", [1, 3]),
        ("customerNumber$gt:1", [2, 3]),
        ("customerNumber$gte:2$and:customerNumber$lt:3", [2]),
        ("customerNumber$lte:1", [1]),
        ("customerNumber$in:[1,3,99]", [1, 3]),
        ("customerNumber$nin:[1,3]", [2]),
        (f"customerNumber$lt:{10**29}", [1, 2, 3]),
        ("customerGroup.customerGroupNumber$eq:1", [1, 2, 3]),
        ("balance$gt:99.98", [1, 3]),
        ("balance$eq:4388512.5", [1]),
        ("balance$lt:-12", [2]),
        ("creditLimit$eq:$null:", [2, 3]),
        ("creditLimit$ne:$null:", [1]),
        ("creditLimit$in:[100,$null:]", [1, 2, 3]),
        ("creditLimit$nin:[100,$null:]", []),
        ("creditLimit$nin:[7]", [1, 2, 3]),
        ("creditLimit$gt:$null:", []),
        ("barred$eq:True", [1]),
        ("barred$eq:false", [2, 3]),
        ("barred$ne:true", [2, 3]),
        ("lastUpdated$gte:2026-11-20", [1]),
        ("lastUpdated$eq:2026-11-20T14:05:08Z", [1]),
        ("lastUpdated$lt:2026-11-02", [2, 3]),
        ("lastUpdated$eq:2026-11-20T15:05:08+01:00", [1]),
        ("pNumber$eq:1234567890", [1]),
    ],
)
def test_values_are_compared_by_type(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert list_numbers(filter_customers(sandbox, text)) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("name$eq:ærø is", [2]),
        ("name$eq:ÆRØ IS", [2]),
        ("name$ne:ærø is", [1, 3]),
        ("city$eq:$null:", [3]),
        ("zip$eq:", [2]),
        ("name$gt:z", [2]),
        ("name$in:[Ærø Is]", []),
        ("name$nin:[Ærø Is]", [1, 2, 3]),
        ("name$like:MØL", [1, 3]),
        ("name$like:mø", [1, 3]),
        ("name$like:m", [1, 3]),
        ("name$like:møl*", [1]),
        ("name$like:*aps", [1]),
        ("name$like:møl*aps", [1]),
        ("name$like:*", [1, 2, 3]),
        ("name$like:", [1, 2, 3]),
        ("name$like:$null:", []),
        ("name$like:$*", [3]),
        ("name$eq:100% [Rå] Kost_møl * & $$", [3]),
        ("name$eq:100% [Rå] Kost_møl $* & $$", [3]),
        ("name$eq:100% $[Rå$] Kost_møl * & $$", []),
    ],
)
def test_text_comparison_ignores_case(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert list_numbers(filter_customers(sandbox, text)) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("name$like:[æm][rø]", [1, 2, 3]),
        ("name$like:[xy]rø", []),
        ("name$like:[^æ]rø", []),
        ("name$like:[a-m]øl", [1, 3]),
        ("name$like:[[]rå]", [3]),
        ("name$like:100[%]", [3]),
        ("name$like:kost[_]møl", [3]),
        ("name$like:1%kost", [3]),
        ("name$like:m_l", [1, 3]),
        ("name$like:[unclosed", []),
        ("name$like:[]", []),
        ("name$like:l [*+] &", [3]),
        ("name$like:*l [*+] & *", [3]),
        ("name$like:l [*+] & *", []),
    ],
)
def test_like_follows_sql_like(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert list_numbers(filter_customers(sandbox, text)) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("name$like:møl$or:city$like:søby", [1, 2, 3]),
        ("name$like:møl$and:city$like:ålb", [1]),
        ("name$like:møl$and:city$like:ål", [1]),
        ("barred$eq:true$or:zip$eq:$or:customerNumber$eq:3", [1, 2, 3]),
        ("customerNumber$eq:3$or:customerNumber$eq:1$and:barred$eq:false", [3]),
        ("(customerNumber$eq:3$or:customerNumber$eq:1)$and:barred$eq:false", [3]),
        ("(((name$like:møl)))$and:(name$like:aps$or:(city$like:søby$or:name$like:kost))", [1, 3]),
        ("name$like:møl$or:email$like:møl$or:zip$like:møl$or:city$like:søby", [1, 2, 3]),
        ("name$like:møl*$or:name$like:kost$or:city$eq:søby", [1, 2, 3]),
    ],
)
def test_clauses_combine_and_group(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert list_numbers(filter_customers(sandbox, text)) == numbers


def test_search_index_follows_writes(sandbox: Sandbox) -> None:
    customer = sandbox.request("GET", "/customers/2").json()

    sandbox.request("PUT", "/customers/2", {**customer, "name": "Nye Møller"})
    sandbox.request("DELETE", "/customers/3")

    assert list_numbers(filter_customers(sandbox, "name$like:møl")) == [1, 2]
    assert list_numbers(filter_customers(sandbox, "name$like:ærø")) == []


@pytest.mark.parametrize("name", ["bogusProp", "dueAmount", "paymentTerms.paymentTermsNumber", "vatZone", "name.x"])
def test_unfilterable_property_is_refused_with_the_allowed_ones(sandbox: Sandbox, name: str) -> None:
    response = filter_customers(sandbox, f"{name}$eq:1")

    assert response.status == 400
    assert response.json()["message"] == "Could not parse query string filter."
    assert response.json()["errors"] == [f"Filtering is not allowed on property '{name}'."]
    assert len(response.json()["allowedFilteringFields"]) == 21
    assert "$like:" in response.json()["developerHint"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name", "expected: property and operator"),
        ("$and:", "expected: property and operator"),
        ("name$eq:a$and:", "expected: property and operator"),
        ("ean$null:", "unknown operator: $null"),
        ("name$is:a", "unknown operator: $is"),
        ("name$eq", "unknown operator: $eq"),
        ("name$eq:a$b", "$ must be written as $$"),
        ("name$eq:a$", "$ must be written as $$"),
        ("name$eq:a)", "unexpected: )"),
        ("(name$eq:a", "expected: )"),
        ("customerNumber$in:1,2", "expected: ["),
        ("customerNumber$in:[1,2", "expected: ]"),
        (f"customerNumber$in:[{','.join(map(str, range(201)))}]", "At most 200 values"),
        ("customerNumber$eq:x", "is not a value of property 'customerNumber'"),
        ("balance$eq:1,5", "is not a value of property 'balance'"),
        ("barred$eq:perhaps", "is not a value of property 'barred'"),
        ("barred$gt:true", "Operator $gt: cannot be used"),
        ("balance$like:1", "Operator $like: cannot be used"),
        ("lastUpdated$gt:yesterday", "is not a value of property 'lastUpdated'"),
        ("(" * 5000, "nested too deeply"),
        ("$or:".join(["barred$eq:true"] * 501), "too many parts"),
        ("name$like:" + "*a" * 9000, "is too long"),
    ],
)
def test_unparsable_filter_is_refused(sandbox: Sandbox, text: str, message: str) -> None:
    response = filter_customers(sandbox, text)

    assert response.status == 400
    assert message in response.json()["errors"][0]


def test_largest_allowed_filters_are_answered(sandbox: Sandbox) -> None:
    longest = f"customerNumber$in:[{','.join(map(str, range(200)))}]"

    assert list_numbers(filter_customers(sandbox, longest)) == [1, 2, 3]
    assert list_numbers(filter_customers(sandbox, "$or:".join(["barred$eq:true", "name$like:kost"] * 250))) == [1, 3]


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("-customerNumber", [3, 2, 1]),
        ("name", [3, 1, 2]),
        ("-NAME", [2, 1, 3]),
        ("-balance", [1, 3, 2]),
        ("city", [3, 2, 1]),
        ("currency,-customerNumber", [3, 1, 2]),
        ("~balance", [2, 1, 3]),
        (",".join(["-name", "name"] * 2000), [2, 1, 3]),
        ("", [1, 2, 3]),
    ],
)
def test_sorting_is_danish_with_missing_values_first(sandbox: Sandbox, sort: str, numbers: list[int]) -> None:
    response = sandbox.request("GET", f"/customers?sort={sort}")

    assert [customer["customerNumber"] for customer in response.json()["collection"]] == numbers


@pytest.mark.parametrize(
    "sort", ["barred", "dueAmount", "nothing", "--name", "customerGroup.customerGroupNumber", "a,"]
)
def test_unsortable_property_is_refused(sandbox: Sandbox, sort: str) -> None:
    response = sandbox.request("GET", f"/customers?sort={sort}")

    assert response.status == 400
    assert response.json()["message"] == "Could not parse query string sort parameter"


@pytest.mark.parametrize("sort", ["", "name", "-name", "-balance", "balance,name", "~customerNumber"])
@pytest.mark.parametrize(
    "text", ["name$like:kunde", "name$like:kunde 00", "name$like:e 0042", "balance$eq:0", "name$like:un"]
)
def test_pages_contain_every_match_exactly_once(make_sandbox: SandboxFactory, sort: str, text: str) -> None:
    sandbox = make_sandbox(300)
    all_numbers = list_numbers(filter_customers(sandbox, text, f"&sort={sort}&pagesize=1000"))

    pages = [
        list_numbers(filter_customers(sandbox, text, f"&sort={sort}&pagesize=70&skippages={page}")) for page in range(5)
    ]

    assert [number for page in pages for number in page] == all_numbers
    assert len(all_numbers) == len(set(all_numbers)) == filter_customers(sandbox, text).json()["pagination"]["results"]


def list_numbers(response: SandboxResponse) -> list[int]:
    assert response.status == 200, response.json()
    return [customer["customerNumber"] for customer in response.json()["collection"]]
