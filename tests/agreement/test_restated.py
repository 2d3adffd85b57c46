"""What `tests/facts/` restates of the real API is what the reference says."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.reference import (
    REFERENCE,
    answer_shapes,
    example_of,
    facts_kept,
    needs_documents,
    read_recording,
    recorded_names,
    recordings,
    schema_facts,
    shape_of,
)


@needs_documents
def test_every_published_schema_is_restated() -> None:
    published = json.loads((REFERENCE / "schema-facts.json").read_text())

    assert schema_facts() == {schema: facts_kept(properties) for schema, properties in published.items()}


@needs_documents
def test_every_recorded_answer_is_restated() -> None:
    assert recorded_names() == [path.name for path in recordings()]


@needs_documents
@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.name)
def test_a_restated_answer_has_the_shape_that_was_recorded(path: Path) -> None:
    assert with_digits(answer_shapes()[path.name]) == with_digits(shape_of(path.name, read_recording(path)))


@pytest.mark.parametrize("name", recorded_names())
def test_an_example_of_a_shape_has_that_shape(name: str) -> None:
    shape = answer_shapes()[name]

    assert with_digits(shape_of(name, example_of(shape))) == with_digits(shape)


def with_digits(value: Any) -> str:
    """Written out: keys in order, 1.0 unlike 1.00."""
    return json.dumps(value, default=lambda amount: f"{amount:f}" if isinstance(amount, Decimal) else repr(amount))
