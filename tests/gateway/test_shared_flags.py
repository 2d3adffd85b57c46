"""Flags that worker processes share."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from econ_admin.gateway.sessions import prepare_cache
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    LAST_ANSWERED,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
    SharedFlags,
    SQLiteSharedFlags,
)


@pytest.fixture
def flags_pair(cache_file: Path) -> Iterator[tuple[SharedFlags, SharedFlags]]:
    """The flags of two processes."""
    prepare_cache(cache_file)
    first, second = SQLiteSharedFlags(cache_file, lock_timeout=0.02), SQLiteSharedFlags(cache_file, lock_timeout=0.02)
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def lock(cache_file: Path, flags_pair: tuple[SharedFlags, SharedFlags]) -> Iterator[sqlite3.Connection]:
    """A third process that holds the write lock on the file."""
    connection = sqlite3.connect(cache_file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_flags_set_by_one_process_are_read_by_the_other(flags_pair: tuple[SharedFlags, SharedFlags]) -> None:
    first, second = flags_pair

    first.set_flags("a1", ["customers", "contacts"], 100.5, "said")

    assert second.get_flags("a1") == {"customers": SharedFlag(100.5, "said"), "contacts": SharedFlag(100.5, "said")}
    assert second.get_flags("a2") == {}


def test_newer_flag_wins_whatever_the_order(flags_pair: tuple[SharedFlags, SharedFlags]) -> None:
    first, second = flags_pair

    first.set_flags("a1", ["customers"], 200)
    second.set_flags("a1", ["customers"], 100)

    assert first.get_flags("a1") == {"customers": SharedFlag(200)}


def test_only_one_process_wins_compare_and_set(flags_pair: tuple[SharedFlags, SharedFlags]) -> None:
    flags_pair[0].set_flags("a1", [CIRCUIT_OPENED], 100)

    assert [flags.compare_and_set("a1", CIRCUIT_OPENED, 100, 110) for flags in flags_pair] == [True, False]
    assert flags_pair[0].get_flags("a1") == {CIRCUIT_OPENED: SharedFlag(110)}


def test_flag_set_since_is_not_cleared(flags_pair: tuple[SharedFlags, SharedFlags]) -> None:
    first, second = flags_pair
    first.set_flags("a1", [TOKENS_REFUSED, CIRCUIT_OPENED], 100)

    second.clear_flag("a1", TOKENS_REFUSED, before=100)
    second.clear_flag("a1", CIRCUIT_OPENED, before=100.1)

    assert first.get_flags("a1") == {TOKENS_REFUSED: SharedFlag(100)}


def test_last_answer_of_any_agreement_is_found(flags_pair: tuple[SharedFlags, SharedFlags]) -> None:
    assert flags_pair[0].get_last_answered() is None

    flags_pair[0].set_flags("a1", [LAST_ANSWERED, TOKENS_REFUSED], 100)
    flags_pair[0].set_flags("a2", [LAST_ANSWERED], 200)
    flags_pair[0].set_flags("a2", [TOKENS_REFUSED], 300)

    assert flags_pair[1].get_last_answered() == 200


def test_flags_set_while_locked_apply_locally_and_are_shared_later(
    flags_pair: tuple[SharedFlags, SharedFlags], lock: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = flags_pair
    first.set_flags("a1", ["customers", TOKENS_REFUSED], 100)
    assert first.get_flags("a1") == {"customers": SharedFlag(100), TOKENS_REFUSED: SharedFlag(100)}
    assert second.get_flags("a1") == {}

    lock.execute("COMMIT")
    monkeypatch.setattr(first, "_cooldown", 0)
    first.get_flags("a1")

    assert second.get_flags("a1") == {"customers": SharedFlag(100), TOKENS_REFUSED: SharedFlag(100)}


def test_flag_that_was_not_yet_shared_can_be_cleared(
    flags_pair: tuple[SharedFlags, SharedFlags], lock: sqlite3.Connection
) -> None:
    first, _ = flags_pair
    first.set_flags("a1", [TOKENS_REFUSED], 100)

    first.clear_flag("a1", TOKENS_REFUSED, before=101)
    lock.execute("COMMIT")
    first.set_flags("a1", ["customers"], 102)

    assert first.get_flags("a1") == {"customers": SharedFlag(102)}


def test_unreadable_flags_are_unavailable(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 500)
    broken_flags = SQLiteSharedFlags(broken)

    with pytest.raises(FlagsUnavailable):
        broken_flags.get_flags("a1")
    with pytest.raises(FlagsUnavailable):
        broken_flags.compare_and_set("a1", CIRCUIT_OPENED, 1, 2)
    with pytest.raises(FlagsUnavailable):
        broken_flags.get_last_answered()
    broken_flags.clear_flag("a1", CIRCUIT_OPENED, before=3)
    broken_flags.set_flags("a1", [CIRCUIT_OPENED], 1)
    broken_flags.close()
