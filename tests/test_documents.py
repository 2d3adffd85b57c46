"""The documents about security match the facts: requirements, named tests and counts, limits, dependencies."""

import csv
import json
import re
from collections import Counter
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest
from django.conf import settings

from customers.drafting import pasted_rows
from customers.editing import recovery_copies
from customers.invoices import statement
from customers.query import list_preferences
from customers.shared import long_read, read_step
from econ_admin.gateway import bounded_adapter, json_codec, rate_limit
from tests import sbom
from tests.reference import REFERENCE

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SECURITY = DOCS / "security.md"
REQUIREMENTS = REFERENCE / "owasp-asvs-5.0.0.csv"
MISSING = "needs the list of requirements, owasp-asvs-5.0.0.csv; ECONOMIC_REFERENCE is its folder"
ROW = re.compile(r"^\| (V[0-9]+\.[0-9]+\.[0-9]+) \| ([^|]+) \| (met|open|not applicable) \| ([^|]+) \|$", re.MULTILINE)
COUNT = re.compile(r"^\| (V[0-9]+) [^|]+ \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \|$", re.MULTILINE)
TOTAL = re.compile(r"^\| \*\*All\*\* \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \|$", re.MULTILINE)
STATES = ("met", "open", "not applicable")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def read_rows() -> list[tuple[str, str, str, str]]:
    """Number, subject, state and reason of each requirement."""
    rows: list[tuple[str, str, str, str]] = ROW.findall((DOCS / "asvs.md").read_text())
    assert len(rows) > 250
    return rows


def get_chapter(row: tuple[str, str, str, str]) -> str:
    return row[0].partition(".")[0]


@pytest.mark.skipif(not REQUIREMENTS.is_file(), reason=MISSING)
def test_every_requirement_of_levels_1_and_2_is_there_once() -> None:
    with REQUIREMENTS.open(encoding="utf-8-sig", newline="") as file:
        required = [row["req_id"] for row in csv.DictReader(file) if row["L"] in ("1", "2")]

    assert len(required) == 253
    assert [number for number, *_ in read_rows()] == required


def test_every_row_of_the_requirements_is_read() -> None:
    document = (DOCS / "asvs.md").read_text()

    assert len(read_rows()) == len(re.findall(r"^\| V[0-9]+\.", document, re.MULTILINE)) == 253


def test_every_named_test_exists() -> None:
    named = {match for *_, reason in read_rows() for match in TEST.findall(reason)}

    assert len(named) > 100
    assert sorted(f"{path}::{name}" for path, name in named if not has_test(ROOT / path, name)) == []


def has_test(path: Path, name: str) -> bool:
    return path.is_file() and bool(re.search(rf"^def {name}\(", path.read_text(), re.MULTILINE))


def test_met_requirements_name_a_test_or_a_configuration() -> None:
    met = {number: reason for number, _, state, reason in read_rows() if state == "met"}

    assert [number for number, reason in met.items() if len(reason) < 15] == []
    assert sum(bool(TEST.search(reason)) for reason in met.values()) > 0.8 * len(met)


def test_counts_of_requirements_are_right() -> None:
    document = (DOCS / "asvs.md").read_text()
    counted = {}
    for chapter, rows in groupby(read_rows(), get_chapter):
        states = Counter(state for _, _, state, _ in rows)
        counted[chapter] = tuple(states[state] for state in STATES)

    assert {chapter: tuple(map(int, counts)) for chapter, *counts in COUNT.findall(document)} == counted
    assert [tuple(map(int, total)) for total in TOTAL.findall(document)] == [
        tuple(map(sum, zip(*counted.values(), strict=True)))
    ]


def test_links_between_documents_exist() -> None:
    for path in (SECURITY, DOCS / "asvs.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"):
        links = re.findall(r"\]\((?!https?:)([^)]+)\)", path.read_text())
        assert links
        for link in links:
            file, _, anchor = link.partition("#")
            target = path.parent / file if file else path
            assert target.exists(), link
            assert not anchor or anchor in list_anchors(target), link


def list_anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_documented_limits_are_those_of_the_code() -> None:
    text = SECURITY.read_text()
    body = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20
    limits = [
        f"| a request's body; its fields | {body:.1f} MB; {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} |",
        f"| {recovery_copies.MAX_COPIES} a person; {recovery_copies.MAX_LENGTH:,} |",
        f"| saved views | {list_preferences.MAX_VIEWS} a person and list |",
        f"| rows pasted at once | {pasted_rows.MAX_ROWS} a draft |",
        f"| a statement of account | {statement.MAX_ITEMS:,} items |",
        f"| {long_read.MAX_RESULTS:,} records |",
        f"| {rate_limit.MAX_CONCURRENT_CALLS} a process and agreement |",
        f"steps of about two seconds, at most {'twelve' if read_step.PAGES_AT_ONCE == 12 else '?'} pages",
        f"| {bounded_adapter.LARGEST_BODY // 2**20} MB unpacked, {json_codec.DEEPEST} levels",
        f"up to {bounded_adapter.LARGEST_STREAM // 2**20} MB",
    ]

    assert [limit for limit in limits if limit not in text] == []
    assert timedelta(days=7) == recovery_copies.RETENTION
    assert "7 days" in text


def test_list_of_dependencies_is_that_of_the_lock_file() -> None:
    document = json.loads(sbom.FILE.read_text())
    components = {component["purl"] for component in document["components"]}

    pins = re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    packages = {f"pkg:pypi/{name}@{version}" for name, version in pins}
    assert {purl for purl in components if purl.startswith("pkg:pypi/")} == packages
    assert {purl.partition("@")[0] for purl in components - packages} == {
        "pkg:npm/%40tabler/core",
        "pkg:npm/%40tabler/icons",
    }
    assert sbom.FILE.read_text() == sbom.format_sbom(), "run `make lock`"


def test_list_of_dependencies_says_what_needs_what() -> None:
    document = json.loads(sbom.FILE.read_text())
    references = {component["bom-ref"] for component in document["components"]}
    needed_by = {entry["ref"].partition("@")[0]: entry["dependsOn"] for entry in document["dependencies"]}

    assert any(needed.startswith("pkg:pypi/urllib3@") for needed in needed_by["pkg:pypi/requests"])
    assert {needed for entry in needed_by.values() for needed in entry} == references
    direct = re.findall(r"^[a-z][\w-]*", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    assert {needed.split("/")[-1].partition("@")[0] for needed in needed_by["econ-admin"]} >= set(direct)


def test_list_of_dependencies_is_the_same_each_time_and_names_no_machine() -> None:
    text = sbom.FILE.read_text()

    assert [word for word in ("timestamp", "serialNumber", "file:", str(ROOT), "/home/") if word in text] == []
    assert sbom.format_sbom() == sbom.format_sbom()
