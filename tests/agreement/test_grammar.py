"""What the gateway writes as a filter, the sandbox reads to the same meaning; hostile values included."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.query import Filter, where
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.collections import fold
from econ_admin.sandbox.endpoints.customer_serializers import COLLECTION
from econ_admin.sandbox.filters import Both, Clause, Either, Tree, read
from tests.agreement.recordings import filler
from tests.sandbox import small_seed

CUSTOMERS = ["Møllers Eftf. ApS", "100% [Rå] Kost_møl * & $", "a(b)c,d", "[xy]", "mø", "^", "a?b*c", 'say "hi"']
SIGNS = st.text(st.sampled_from("$()*,[]%_:^-?\\'\"& aÅøM1\0\n"), min_size=1, max_size=12)
TEXTS = st.one_of(SIGNS, st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
PIECES = st.tuples(st.integers(0, 7), st.integers(0, 20), st.integers(1, 5)).map(
    lambda cut: CUSTOMERS[cut[0]][cut[1] : cut[1] + cut[2]] or "l"
)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> tuple[Filter, object]:
    """An expression of the gateway, and the shape that is meant by it."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(["name", "city", "zip"]))
        return where(name).like(draw(TEXTS)), (name, "like")
    (one, left), (other, right) = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    both = draw(st.booleans())
    return (one & other if both else one | other), joined("and" if both else "or", left, right)


def joined(junction: str, *parts: object) -> object:
    """The parts under a junction; what is of the same junction itself is laid flat."""
    flat: list[object] = []
    for part in parts:
        flat.extend(part[1:] if isinstance(part, tuple) and part[0] == junction else [part])
    return (junction, *flat)


@given(TEXTS)
def test_a_text_comes_through_as_it_is(text: str) -> None:
    clause = read(str(where("name").eq(text)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.values == (text,)


@given(TEXTS)
def test_what_is_contained_is_taken_literally(text: str) -> None:
    clause = read(str(where("name").like(text)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.pattern
    assert clause.pattern.plain == text


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amount_comes_through_as_it_is(amount: Decimal) -> None:
    clause = read(str(where("balance").lt(amount)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.values == (float(amount),)


@given(expressions())
def test_junctions_keep_their_shape(told: tuple[Filter, object]) -> None:
    expression, meant = told

    assert shape(read(str(expression), COLLECTION)) == meant


def shape(tree: Tree) -> object:
    """A tree by its junctions and what stands at the ends; neighbours of one junction are one."""
    match tree:
        case Both(parts):
            return joined("and", *map(shape, parts))
        case Either(parts):
            return joined("or", *map(shape, parts))
    return tree.field.name, tree.operator


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Customers whose names are full of signs."""

    def documents(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
        yield from (each for each in small_seed.documents(0, day) if each[0] not in ("customers", "contacts"))
        for number, name in enumerate(CUSTOMERS, 1):
            yield "customers", {**filler(number), "name": name}

    sandbox = Sandbox(tmp_path_factory.mktemp("signs") / "sandbox.sqlite", seed=documents)
    yield sandbox
    sandbox.close()


@given(st.one_of(TEXTS, st.sampled_from(CUSTOMERS), PIECES))
def test_what_is_found_contains_the_text_and_all_that_contain_it_are_found(sandbox: Sandbox, text: str) -> None:
    told = quote(str(where("name").like(text)), safe="")

    answer = sandbox.ask("GET", f"/customers?filter={told}").json()

    found = [customer["name"] for customer in answer["collection"]]
    assert found == [name for name in CUSTOMERS if fold(text) in fold(name)]
