"""What is known about the real API: its published schema facts and the shapes of its answers.

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
MISSING = "needs the recorded documents; ECONOMIC_REFERENCE is their folder"
FACTS_FILE = Path(__file__).parent / "facts" / "schema_facts.json"
SHAPES_FILE = Path(__file__).parent / "facts" / "answer_shapes.json"

needs_documents = pytest.mark.skipif(not RECORDED.is_dir(), reason=MISSING)

RESTATED_FACTS = (
    "type", "required", "readOnly", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
    "exclusiveMinimum", "maxDecimal", "filterable", "sortable",
)  # fmt: skip
RESTATED_TEXTS = re.compile(r"https?://|\d{4}-\d\d-\d\d|[A-Z]{3}$|(Add|Create|Delete|Replace|Netto) |$")
RESTATED_KEYS = re.compile(r"(?!corporateIdentification).*(Type|Number|Code|Method|Hint|By)$|href|message|status")
SEARCHED_NAME = "Torsten"
"""The text that one recording searched for: invented names contain it where the recorded ones did."""
EXACT_NAMES = re.compile(r"(ERR|DOC|DELETE|POST_invoices_drafts_201_lines)_")

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
    """The recorded body, or one of the same shape if the recordings are not available."""
    if RECORDED.is_dir():
        return (RECORDED / name).read_bytes()
    return encode(example_of(answer_shapes()[name]))


def shape_of(name: str, document: Any) -> Any:
    """The keys in order, numbers, links and codes of an answer, without its texts."""
    return _build_shape(document, "", exact=bool(EXACT_NAMES.match(name)))


def _build_shape(value: Any, key: str, *, exact: bool) -> Any:
    match value:
        case dict():
            return {name: _build_shape(inner, name, exact=exact) for name, inner in value.items()}
        case list():
            return [_build_shape(item, key, exact=exact) for item in value]
        case str():
            is_kept = (
                exact
                or RESTATED_TEXTS.match(value)
                or (RESTATED_KEYS.match(key) and key != "corporateIdentificationNumber")
            )
            masked = SEARCHED_NAME if SEARCHED_NAME in value else "text"
            return f"={value}" if is_kept else masked
        case _:
            return value


def example_of(shape: Any) -> Any:
    """A document with this shape."""
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
    """JSON that preserves all digits of each amount."""
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
    return re.sub(r'"decimal-\d+-"', lambda match: marked[match[0]], text).encode()


def recordings() -> list[Path]:
    """The recorded answers, if available."""
    return sorted(RECORDED.glob("*.json"))


def restate() -> None:
    """Write both files from the reference: `python -m tests.reference`."""
    published = json.loads((REFERENCE / "schema-facts.json").read_text())
    facts = {schema: facts_kept(properties) for schema, properties in published.items()}
    shapes = {path.name: shape_of(path.name, read_recording(path)) for path in recordings()}
    FACTS_FILE.write_text(_format_lines(facts))
    SHAPES_FILE.write_text(_format_lines(shapes))


def facts_kept(properties: Facts) -> Facts:
    return {path: {name: fact[name] for name in RESTATED_FACTS if name in fact} for path, fact in properties.items()}


def read_recording(path: Path) -> Any:
    body = path.read_bytes()
    if path.name == "GET_units_2019.json":  # this file has stray spaces in its strings, see INDEX.md
        body = b"".join(body.split())
    return json.loads(body, parse_float=Decimal)


def _format_lines(items: dict[str, Any]) -> str:
    lines = (f"{json.dumps(name)}: {encode(value).decode()}" for name, value in items.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    restate()
