"""No file is taken from a request, signed in or not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

LARGE = 4 * 1024 * 1024  # bytes: Django writes files above 2.5 MB to its temporary folder


@pytest.fixture
def upload_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("url", ["/sign-in/", "/sandbox/customers/new/", "/nowhere/"])
def test_upload_before_sign_in_is_neither_read_nor_kept(db: None, upload_folder: Path, url: str) -> None:
    file = SimpleUploadedFile("big.bin", b"x" * LARGE)

    response = Client().post(url, {"name": "Ada", "file": file})

    assert response.status_code < 500
    assert not response.wsgi_request.FILES
    assert file.tell() <= LARGE
    assert list(upload_folder.iterdir()) == []


def test_upload_of_a_person_is_not_kept_either(sign_in: Callable[..., Client], upload_folder: Path) -> None:
    response = sign_in("editor").post(
        "/sandbox/customers/new/", {"name": "Ada Holm", "file": SimpleUploadedFile("big.bin", b"x" * LARGE)}
    )

    assert response.status_code < 500
    assert not response.wsgi_request.FILES
    assert list(upload_folder.iterdir()) == []
