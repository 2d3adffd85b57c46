"""Sealed texts open in their own row, with their own key, and nowhere else."""

import pytest
from pytest_django import Settings

from econ_admin.access.sealing import CannotOpen, is_sealed_with_first_key, open_sealed, seal

KEY, OTHER_KEY = "a-key-that-seals-for-a-test", "another-key-that-seals-for-a-test"
TOKEN = b"grant-token-of-the-office"


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    settings.TOKEN_KEYS = [KEY]


def test_a_sealed_text_opens_in_its_own_row() -> None:
    assert open_sealed(seal(TOKEN, "agreement:1"), "agreement:1") == TOKEN


@pytest.mark.parametrize("context", ["agreement:2", "agreement:11", "totp:1", "", "agreement:1\n"])
def test_a_sealed_text_does_not_open_in_another_row(context: str) -> None:
    sealed = seal(TOKEN, "agreement:1")

    with pytest.raises(CannotOpen):
        open_sealed(sealed, context)


def test_a_sealed_text_does_not_open_with_another_key(settings: Settings) -> None:
    sealed = seal(TOKEN, "agreement:1")

    settings.TOKEN_KEYS = [OTHER_KEY]

    with pytest.raises(CannotOpen):
        open_sealed(sealed, "agreement:1")


def test_another_key_under_the_same_id_does_not_open_it(settings: Settings) -> None:
    content = seal(TOKEN, "agreement:1").partition(".")[2]
    settings.TOKEN_KEYS = [OTHER_KEY]
    other_id = seal(b"", "").partition(".")[0]

    with pytest.raises(CannotOpen):
        open_sealed(f"{other_id}.{content}", "agreement:1")


def test_the_first_key_seals_and_all_open(settings: Settings) -> None:
    sealed = seal(TOKEN, "agreement:1")
    settings.TOKEN_KEYS = [OTHER_KEY, KEY]

    assert open_sealed(sealed, "agreement:1") == TOKEN
    assert not is_sealed_with_first_key(sealed)
    assert is_sealed_with_first_key(seal(TOKEN, "agreement:1"))


def test_the_same_text_is_sealed_differently_each_time_and_shows_nothing_of_it() -> None:
    first, second = seal(TOKEN, "agreement:1"), seal(TOKEN, "agreement:1")

    assert first != second
    assert TOKEN.decode() not in first
    assert KEY not in first


def test_no_changed_character_goes_unnoticed() -> None:
    sealed = seal(TOKEN, "agreement:1")

    for position, character in enumerate(sealed):
        changed = sealed[:position] + ("A" if character != "A" else "B") + sealed[position + 1 :]
        with pytest.raises(CannotOpen):
            open_sealed(changed, "agreement:1")


@pytest.mark.parametrize("sealed", ["", ".", "x", "ø.æ", "a.b.c", TOKEN.decode()])
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(sealed, "agreement:1")


@pytest.mark.parametrize("content", ["", "AAAA", "ø", "A"])
def test_a_broken_text_with_the_right_key_id_does_not_open(content: str) -> None:
    key_id = seal(b"", "").partition(".")[0]

    with pytest.raises(CannotOpen):
        open_sealed(f"{key_id}.{content}", "agreement:1")


def test_an_error_names_neither_key_nor_text() -> None:
    sealed = seal(TOKEN, "agreement:1")

    with pytest.raises(CannotOpen) as raised:
        open_sealed(sealed, "agreement:2")

    assert TOKEN.decode() not in repr(raised.value)
    assert KEY not in repr(raised.value)
