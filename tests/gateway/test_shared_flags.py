"""What processes tell each other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from econ_admin.gateway import shared_flags as module
from econ_admin.gateway.sessions import prepare_cache
from econ_admin.gateway.shared_flags import ANSWERED, REFUSED, SILENT, Sign, Signs, Unknown


@pytest.fixture
def both(cache_file: Path) -> Iterator[tuple[Signs, Signs]]:
    """Those of two processes."""
    prepare_cache(cache_file)
    one, other = Signs(cache_file, busy=0.02), Signs(cache_file, busy=0.02)
    yield one, other
    one.close()
    other.close()


@pytest.fixture
def lock(cache_file: Path, both: tuple[Signs, Signs]) -> Iterator[sqlite3.Connection]:
    """A third process that changes the file, and takes its time."""
    connection = sqlite3.connect(cache_file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_what_one_process_puts_the_other_reads(both: tuple[Signs, Signs]) -> None:
    one, other = both

    one.put("a1", ["customers", "contacts"], 100.5, "said")

    assert other.of("a1") == {"customers": Sign(100.5, "said"), "contacts": Sign(100.5, "said")}
    assert other.of("a2") == {}


def test_the_newer_of_two_signs_stays_whoever_comes_last(both: tuple[Signs, Signs]) -> None:
    one, other = both

    one.put("a1", ["customers"], 200)
    other.put("a1", ["customers"], 100)

    assert one.of("a1") == {"customers": Sign(200)}


def test_of_two_who_move_a_sign_one_does(both: tuple[Signs, Signs]) -> None:
    both[0].put("a1", [SILENT], 100)

    assert [each.move("a1", SILENT, 100, 110) for each in both] == [True, False]
    assert both[0].of("a1") == {SILENT: Sign(110)}


def test_a_sign_that_was_set_since_is_not_taken_away(both: tuple[Signs, Signs]) -> None:
    one, other = both
    one.put("a1", [REFUSED, SILENT], 100)

    other.remove("a1", REFUSED, before=100)
    other.remove("a1", SILENT, before=100.1)

    assert one.of("a1") == {REFUSED: Sign(100)}


def test_the_last_answer_of_any_agreement_is_known(both: tuple[Signs, Signs]) -> None:
    assert both[0].last_answered() is None

    both[0].put("a1", [ANSWERED, REFUSED], 100)
    both[0].put("a2", [ANSWERED], 200)
    both[0].put("a2", [REFUSED], 300)

    assert both[1].last_answered() == 200


def test_while_the_file_is_locked_a_process_heeds_its_own_signs_and_tells_them_later(
    both: tuple[Signs, Signs], lock: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both
    one.put("a1", ["customers", REFUSED], 100)
    assert one.of("a1") == {"customers": Sign(100), REFUSED: Sign(100)}
    assert other.of("a1") == {}

    lock.execute("COMMIT")
    monkeypatch.setattr(module, "REST", 0)
    one.of("a1")

    assert other.of("a1") == {"customers": Sign(100), REFUSED: Sign(100)}


def test_a_sign_that_could_not_be_told_can_be_taken_away(both: tuple[Signs, Signs], lock: sqlite3.Connection) -> None:
    one, _ = both
    one.put("a1", [REFUSED], 100)

    one.remove("a1", REFUSED, before=101)
    lock.execute("COMMIT")
    one.put("a1", ["customers"], 102)

    assert REFUSED not in one.of("a1")


def test_signs_that_cannot_be_read_are_unknown(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 500)
    signs = Signs(broken)

    with pytest.raises(Unknown):
        signs.of("a1")
    with pytest.raises(Unknown):
        signs.move("a1", SILENT, 1, 2)
    with pytest.raises(Unknown):
        signs.last_answered()
    signs.remove("a1", SILENT, before=3)
    signs.put("a1", [SILENT], 1)
    signs.close()
