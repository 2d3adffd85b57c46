"""What is known of the real API: its published facts and the shapes of its answers.

`tests/facts/` restates what tests need, so that they run in a plain clone: limits and flags per property
(`schema_facts.json`), and of every recorded answer its keys in order, its numbers with their scales, identifiers, links
and codes (`answer_shapes.json`), without its texts. The recorded documents themselves are not part of the project;
where they are at hand (`ECONOMIC_REFERENCE`), tests read those, and `tests/agreement/test_restated.py` holds our
files to them. `python -m tests.reference` writes the files from them.
"""

import json
import os
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path(os.environ.get("ECONOMIC_REFERENCE", ROOT.parent / "shared" / "reference"))
RECORDED = REFERENCE / "recorded"
MISSING = "needs the recorded documents themselves: ECONOMIC_REFERENCE tells where they are"
FACTS_FILE = Path(__file__).parent / "facts" / "schema_facts.json"
SHAPES_FILE = Path(__file__).parent / "facts" / "answer_shapes.json"

needs_documents = pytest.mark.skipif(not RECORDED.is_dir(), reason=MISSING)

FACTS_KEPT = (
    "type", "required", "readOnly", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
    "exclusiveMinimum", "maxDecimal", "filterable", "sortable",
)  # fmt: skip
TEXTS_KEPT = re.compile(r"https?://|\d{4}-\d\d-\d\d|[A-Z]{3}$|(Add|Create|Delete|Replace|Netto) |$")
KEYS_KEPT = re.compile(r"(?!corporateIdentification).*(Type|Number|Code|Method|Hint|By)$|href|message|status")
SEARCHED = "Torsten"
"""What one recording searched for: a made-up name has it where the recorded one had it."""
EXACT = re.compile(r"(ERR|DOC|DELETE|POST_invoices_drafts_201_lines)_")

Facts = dict[str, dict[str, Any]]


@cache
def schema_facts() -> dict[str, Facts]:
    """Each published schema's properties by path, with limits and flags."""
    facts: dict[str, Facts] = json.loads(FACTS_FILE.read_text())
    return facts


@cache
def answer_shapes() -> dict[str, Any]:
    """The shape of each recorded answer, by the name of its file."""
    shapes: dict[str, Any] = json.loads(SHAPES_FILE.read_text(), parse_float=Decimal)
    return shapes


def recorded_names(pattern: str = "*.json") -> list[str]:
    return sorted(name for name in answer_shapes() if Path(name).match(pattern))


def recorded_answer(name: str) -> bytes:
    """The body as it was recorded, or one of the same shape where the recordings are not at hand."""
    if RECORDED.is_dir():
        return (RECORDED / name).read_bytes()
    return encode(example_of(answer_shapes()[name]))


def shape_of(name: str, document: Any) -> Any:
    """Keys in order, numbers, links and codes of an answer; its texts are left out."""
    return _shape(document, "", exact=bool(EXACT.match(name)))


def _shape(value: Any, key: str, *, exact: bool) -> Any:
    match value:
        case dict():
            return {name: _shape(inner, name, exact=exact) for name, inner in value.items()}
        case list():
            return [_shape(item, key, exact=exact) for item in value]
        case str():
            is_kept = (
                exact or TEXTS_KEPT.match(value) or (KEYS_KEPT.match(key) and key != "corporateIdentificationNumber")
            )
            masked = SEARCHED if SEARCHED in value else "text"
            return f"={value}" if is_kept else masked
        case _:
            return value


def example_of(shape: Any) -> Any:
    """A document of a shape."""
    match shape:
        case dict():
            return {name: example_of(inner) for name, inner in shape.items()}
        case list():
            return [example_of(item) for item in shape]
        case str() if shape.startswith("="):
            return shape[1:]
        case _:
            return shape


def encode(document: Any) -> bytes:
    """JSON, each amount with all its digits."""
    marked: dict[str, str] = {}

    def mark(value: Any) -> Any:
        if isinstance(value, Decimal):
            marker = f"decimal-{len(marked)}-"
            marked[f'"{marker}"'] = format(value, "f")
            return marker
        if isinstance(value, dict):
            return {name: mark(inner) for name, inner in value.items()}
        return [mark(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(mark(document), ensure_ascii=False)
    return re.sub(r'"decimal-\d+-"', lambda found: marked[found[0]], text).encode()


def recordings() -> list[Path]:
    """The recorded answers, where they are at hand."""
    return sorted(RECORDED.glob("*.json"))


def restate() -> None:
    """Write both files from the reference: `python -m tests.reference`."""
    published = json.loads((REFERENCE / "schema-facts.json").read_text())
    facts = {schema: facts_kept(properties) for schema, properties in published.items()}
    shapes = {path.name: shape_of(path.name, read_recording(path)) for path in recordings()}
    FACTS_FILE.write_text(_one_line_each(facts))
    SHAPES_FILE.write_text(_one_line_each(shapes))


def facts_kept(properties: Facts) -> Facts:
    return {path: {name: fact[name] for name in FACTS_KEPT if name in fact} for path, fact in properties.items()}


def read_recording(path: Path) -> Any:
    body = path.read_bytes()
    if path.name == "GET_units_2019.json":  # this file has spaces strewn into its strings, as INDEX.md says
        body = b"".join(body.split())
    return json.loads(body, parse_float=Decimal)


def _one_line_each(items: dict[str, Any]) -> str:
    lines = (f"{json.dumps(name)}: {encode(value).decode()}" for name, value in items.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    restate()
