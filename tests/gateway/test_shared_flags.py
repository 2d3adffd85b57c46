"""What processes tell each other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from econ_admin.gateway import shared_flags as module
from econ_admin.gateway.sessions import prepare_cache
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    LAST_ANSWERED,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
    SharedFlags,
)


@pytest.fixture
def both(cache_file: Path) -> Iterator[tuple[SharedFlags, SharedFlags]]:
    """Those of two processes."""
    prepare_cache(cache_file)
    one, other = SharedFlags(cache_file, lock_timeout=0.02), SharedFlags(cache_file, lock_timeout=0.02)
    yield one, other
    one.close()
    other.close()


@pytest.fixture
def lock(cache_file: Path, both: tuple[SharedFlags, SharedFlags]) -> Iterator[sqlite3.Connection]:
    """A third process that changes the file, and takes its time."""
    connection = sqlite3.connect(cache_file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_what_one_process_puts_the_other_reads(both: tuple[SharedFlags, SharedFlags]) -> None:
    one, other = both

    one.set_flags("a1", ["customers", "contacts"], 100.5, "said")

    assert other.get_flags("a1") == {"customers": SharedFlag(100.5, "said"), "contacts": SharedFlag(100.5, "said")}
    assert other.get_flags("a2") == {}


def test_the_newer_of_two_signs_stays_whoever_comes_last(both: tuple[SharedFlags, SharedFlags]) -> None:
    one, other = both

    one.set_flags("a1", ["customers"], 200)
    other.set_flags("a1", ["customers"], 100)

    assert one.get_flags("a1") == {"customers": SharedFlag(200)}


def test_of_two_who_move_a_sign_one_does(both: tuple[SharedFlags, SharedFlags]) -> None:
    both[0].set_flags("a1", [CIRCUIT_OPENED], 100)

    assert [each.compare_and_set("a1", CIRCUIT_OPENED, 100, 110) for each in both] == [True, False]
    assert both[0].get_flags("a1") == {CIRCUIT_OPENED: SharedFlag(110)}


def test_a_sign_that_was_set_since_is_not_taken_away(both: tuple[SharedFlags, SharedFlags]) -> None:
    one, other = both
    one.set_flags("a1", [TOKENS_REFUSED, CIRCUIT_OPENED], 100)

    other.clear_flag("a1", TOKENS_REFUSED, before=100)
    other.clear_flag("a1", CIRCUIT_OPENED, before=100.1)

    assert one.get_flags("a1") == {TOKENS_REFUSED: SharedFlag(100)}


def test_the_last_answer_of_any_agreement_is_known(both: tuple[SharedFlags, SharedFlags]) -> None:
    assert both[0].get_last_answered() is None

    both[0].set_flags("a1", [LAST_ANSWERED, TOKENS_REFUSED], 100)
    both[0].set_flags("a2", [LAST_ANSWERED], 200)
    both[0].set_flags("a2", [TOKENS_REFUSED], 300)

    assert both[1].get_last_answered() == 200


def test_while_the_file_is_locked_a_process_heeds_its_own_signs_and_tells_them_later(
    both: tuple[SharedFlags, SharedFlags], lock: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both
    one.set_flags("a1", ["customers", TOKENS_REFUSED], 100)
    assert one.get_flags("a1") == {"customers": SharedFlag(100), TOKENS_REFUSED: SharedFlag(100)}
    assert other.get_flags("a1") == {}

    lock.execute("COMMIT")
    monkeypatch.setattr(module, "FAILURE_COOLDOWN", 0)
    one.get_flags("a1")

    assert other.get_flags("a1") == {"customers": SharedFlag(100), TOKENS_REFUSED: SharedFlag(100)}


def test_a_sign_that_could_not_be_told_can_be_taken_away(
    both: tuple[SharedFlags, SharedFlags], lock: sqlite3.Connection
) -> None:
    one, _ = both
    one.set_flags("a1", [TOKENS_REFUSED], 100)

    one.clear_flag("a1", TOKENS_REFUSED, before=101)
    lock.execute("COMMIT")
    one.set_flags("a1", ["customers"], 102)

    assert TOKENS_REFUSED not in one.get_flags("a1")


def test_signs_that_cannot_be_read_are_unknown(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 500)
    signs = SharedFlags(broken)

    with pytest.raises(FlagsUnavailable):
        signs.get_flags("a1")
    with pytest.raises(FlagsUnavailable):
        signs.compare_and_set("a1", CIRCUIT_OPENED, 1, 2)
    with pytest.raises(FlagsUnavailable):
        signs.get_last_answered()
    signs.clear_flag("a1", CIRCUIT_OPENED, before=3)
    signs.set_flags("a1", [CIRCUIT_OPENED], 1)
    signs.close()
