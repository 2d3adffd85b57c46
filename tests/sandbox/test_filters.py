"""The filter grammar, asked of customers: 1 Møllers Eftf. ApS, 2 Ærø Is, 3 "100% [Rå] Kost_møl * & $"."""

from urllib.parse import quote

import pytest

from econ_admin.sandbox import Answer, Sandbox
from tests.sandbox.conftest import Making


def ask(sandbox: Sandbox, text: str, more: str = "") -> Answer:
    return sandbox.ask("GET", f"/customers?filter={quote(text, safe='')}{more}")


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
def test_values_are_compared_by_their_kind(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert found(ask(sandbox, text)) == numbers


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
def test_texts_are_compared_without_case(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert found(ask(sandbox, text)) == numbers


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
def test_like_is_the_like_of_sql(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert found(ask(sandbox, text)) == numbers


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
def test_clauses_are_joined_and_grouped(sandbox: Sandbox, text: str, numbers: list[int]) -> None:
    assert found(ask(sandbox, text)) == numbers


def test_a_search_keeps_up_with_what_is_written(sandbox: Sandbox) -> None:
    customer = sandbox.ask("GET", "/customers/2").json()

    sandbox.ask("PUT", "/customers/2", {**customer, "name": "Nye Møller"})
    sandbox.ask("DELETE", "/customers/3")

    assert found(ask(sandbox, "name$like:møl")) == [1, 2]
    assert found(ask(sandbox, "name$like:ærø")) == []


@pytest.mark.parametrize("name", ["bogusProp", "dueAmount", "paymentTerms.paymentTermsNumber", "vatZone", "name.x"])
def test_a_property_that_cannot_be_filtered_by_is_refused_with_those_that_can(sandbox: Sandbox, name: str) -> None:
    answer = ask(sandbox, f"{name}$eq:1")

    assert answer.status == 400
    assert answer.json()["message"] == "Could not parse query string filter."
    assert answer.json()["errors"] == [f"Filtering is not allowed on property '{name}'."]
    assert len(answer.json()["allowedFilteringFields"]) == 21
    assert "$like:" in answer.json()["developerHint"]


@pytest.mark.parametrize(
    ("text", "told"),
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
def test_what_cannot_be_read_is_refused(sandbox: Sandbox, text: str, told: str) -> None:
    answer = ask(sandbox, text)

    assert answer.status == 400
    assert told in answer.json()["errors"][0]


def test_as_much_as_may_be_asked_is_answered(sandbox: Sandbox) -> None:
    longest = f"customerNumber$in:[{','.join(map(str, range(200)))}]"

    assert found(ask(sandbox, longest)) == [1, 2, 3]
    assert found(ask(sandbox, "$or:".join(["barred$eq:true", "name$like:kost"] * 250))) == [1, 3]


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
def test_sorting_is_danish_and_absent_comes_first(sandbox: Sandbox, sort: str, numbers: list[int]) -> None:
    answer = sandbox.ask("GET", f"/customers?sort={sort}")

    assert [customer["customerNumber"] for customer in answer.json()["collection"]] == numbers


@pytest.mark.parametrize(
    "sort", ["barred", "dueAmount", "nothing", "--name", "customerGroup.customerGroupNumber", "a,"]
)
def test_what_cannot_be_sorted_by_is_refused(sandbox: Sandbox, sort: str) -> None:
    answer = sandbox.ask("GET", f"/customers?sort={sort}")

    assert answer.status == 400
    assert answer.json()["message"] == "Could not parse query string sort parameter"


@pytest.mark.parametrize("sort", ["", "name", "-name", "-balance", "balance,name", "~customerNumber"])
@pytest.mark.parametrize(
    "text", ["name$like:kunde", "name$like:kunde 00", "name$like:e 0042", "balance$eq:0", "name$like:un"]
)
def test_pages_hold_everything_once_whichever_way_it_is_found(make_sandbox: Making, sort: str, text: str) -> None:
    sandbox = make_sandbox(300)
    whole = found(ask(sandbox, text, f"&sort={sort}&pagesize=1000"))

    pages = [found(ask(sandbox, text, f"&sort={sort}&pagesize=70&skippages={page}")) for page in range(5)]

    assert [number for page in pages for number in page] == whole
    assert len(whole) == len(set(whole)) == ask(sandbox, text).json()["pagination"]["results"]


def found(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.json()
    return [customer["customerNumber"] for customer in answer.json()["collection"]]
