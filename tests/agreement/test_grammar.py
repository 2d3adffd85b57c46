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
from econ_admin.sandbox.filters import And, Clause, FilterNode, Or, parse_filter
from tests.agreement.recordings import build_customer
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
    (left_filter, left), (right_filter, right) = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    both = draw(st.booleans())
    return (left_filter & right_filter if both else left_filter | right_filter), join_shapes(
        "and" if both else "or", left, right
    )


def join_shapes(junction: str, *parts: object) -> object:
    """The parts under a junction; what is of the same junction itself is laid flat."""
    flat_parts: list[object] = []
    for part in parts:
        flat_parts.extend(part[1:] if isinstance(part, tuple) and part[0] == junction else [part])
    return (junction, *flat_parts)


@given(TEXTS)
def test_text_value_round_trips(text: str) -> None:
    clause = parse_filter(str(where("name").eq(text)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.values == (text,)


@given(TEXTS)
def test_like_text_is_taken_literally(text: str) -> None:
    clause = parse_filter(str(where("name").like(text)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.pattern
    assert clause.pattern.literal == text


@given(st.decimals(-(10**12), 10**12, places=2))
def test_amount_value_round_trips(amount: Decimal) -> None:
    clause = parse_filter(str(where("balance").lt(amount)), COLLECTION)

    assert isinstance(clause, Clause)
    assert clause.values == (float(amount),)


@given(expressions())
def test_and_or_structure_round_trips(filter_and_shape: tuple[Filter, object]) -> None:
    expression, expected_shape = filter_and_shape

    assert describe_shape(parse_filter(str(expression), COLLECTION)) == expected_shape


def describe_shape(tree: FilterNode) -> object:
    """A tree by its junctions and what stands at the ends; neighbours of one junction are one."""
    match tree:
        case And(parts):
            return join_shapes("and", *map(describe_shape, parts))
        case Or(parts):
            return join_shapes("or", *map(describe_shape, parts))
    return tree.field.name, tree.operator


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Customers whose names are full of signs."""

    def documents(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
        yield from (each for each in small_seed.generate_documents(0, day) if each[0] not in ("customers", "contacts"))
        for number, name in enumerate(CUSTOMERS, 1):
            yield "customers", {**build_customer(number), "name": name}

    sandbox = Sandbox(tmp_path_factory.mktemp("signs") / "sandbox.sqlite", seed=documents)
    yield sandbox
    sandbox.close()


@given(st.one_of(TEXTS, st.sampled_from(CUSTOMERS), PIECES))
def test_like_finds_exactly_the_names_containing_the_text(sandbox: Sandbox, text: str) -> None:
    filter_query = quote(str(where("name").like(text)), safe="")

    body = sandbox.request("GET", f"/customers?filter={filter_query}").json()

    names = [customer["name"] for customer in body["collection"]]
    assert names == [name for name in CUSTOMERS if fold(text) in fold(name)]
