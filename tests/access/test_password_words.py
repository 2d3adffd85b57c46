"""Words about this dashboard make no password."""

from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from econ_admin.access.password_words import WORDS

SECURITY = Path(__file__).resolve().parents[2] / "docs" / "security.md"


@pytest.mark.parametrize(
    "password", ["E-conomic2026", "econ-admin-1!", "Visma Dashboard", "demo_demo_demo", "Faktura12345"]
)
def test_password_of_such_words_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)

    assert "password_words" in [error.code for error in refusal.value.error_list]


@pytest.mark.parametrize(
    "password", ["my economic rowing boat", "blå heste i regnvejr", "qN7-economic-tz4P", "løvfald og kunde"]
)
def test_password_of_other_words_is_accepted(password: str) -> None:
    validate_password(password)


def test_words_are_documented() -> None:
    text = SECURITY.read_text()

    assert [word for word in WORDS if f"*{word}*" not in text] == []
