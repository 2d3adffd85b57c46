"""The Danish catalogue: checked against the code (`make check`) and brought up to date (`make messages`)."""

import io
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management import call_command
from django.test.utils import override_settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "econ_admin" / "locale" / "da" / "LC_MESSAGES"
TEXT, COMPILED = FOLDER / "django.po", FOLDER / "django.mo"
HEADER = """\
# Danish texts of econ-admin. docs/translation.md has the terms and the style.
# `make messages` adds the new messages of the code and removes those that are gone."""
# lines of the header that change by themselves, or say nothing
NOT_KEPT = tuple(
    f'"{name}:'
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)
TO_UPDATE = "Run `make messages`, then translate what is empty in econ_admin/locale/da/LC_MESSAGES/django.po."


def read(path: Path = TEXT) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="da")


def extract() -> Catalog:
    """Returns the messages of the code, in their order, by Django's makemessages and GNU xgettext."""
    with tempfile.TemporaryDirectory() as folder:
        ignored = ["var", ".venv", "tests", "static", "econ_admin/locale"]
        with override_settings(LOCALE_PATHS=[folder]):
            call_command("makemessages", locale=["da"], ignore_patterns=ignored, add_location="file", verbosity=0)
        return read(Path(folder) / "da" / "LC_MESSAGES" / "django.po")


def find_problems(catalogue: Catalog) -> Iterator[str]:
    """Yields what is wrong with the translations themselves."""
    for message in catalogue:
        if not message.id:
            continue
        if not all(message.string if isinstance(message.string, (tuple, list)) else [message.string]):
            yield f"not translated: {message.id!r}"
        if message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        for error in message.check(catalogue):
            yield f"{error}: {message.id!r}"
    for gone in catalogue.obsolete.values():
        yield f"no longer used: {gone.id!r}"


def find_differences(catalogue: Catalog, extracted: Catalog) -> Iterator[str]:
    """Yields the messages that only the code or only the catalogue has."""
    in_catalogue, in_code = _identify(catalogue), _identify(extracted)
    yield from (f"missing in the catalogue: {message}" for message in sorted(in_code - in_catalogue))
    yield from (f"no longer in the code: {message}" for message in sorted(in_catalogue - in_code))


def _identify(catalogue: Catalog) -> set[str]:
    return {f"{message.id!r} {message.context or ''}".strip() for message in catalogue if message.id}


def compile_catalogue(catalogue: Catalog) -> bytes:
    """Returns the compiled file: the same bytes for the same translations, whenever it is made."""
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def is_compiled() -> bool:
    return COMPILED.exists() and COMPILED.read_bytes() == compile_catalogue(read())


def update() -> None:
    """Writes the catalogue: the messages of the code with their translations so far, and the compiled file."""
    known = read() if TEXT.exists() else Catalog()
    catalogue = Catalog(locale="da", fuzzy=False, header_comment=HEADER)
    for message in extract():
        if message.id:
            translated = known.get(message.id, message.context)
            catalogue.add(
                message.id,
                translated.string if translated else None,
                message.locations,
                message.flags - {"fuzzy"},
                message.auto_comments,
                context=message.context,
            )
    text = io.BytesIO()
    write_po(text, catalogue, width=0)
    lines = text.getvalue().decode().splitlines(keepends=True)
    TEXT.parent.mkdir(parents=True, exist_ok=True)
    TEXT.write_text("".join(line for line in lines if not line.startswith(NOT_KEPT)), encoding="utf-8")
    COMPILED.write_bytes(compile_catalogue(read()))


def check() -> int:
    problems = list(find_problems(read()))
    if not is_compiled():
        problems.append("django.mo is older than django.po")
    if which("xgettext"):
        problems += find_differences(read(), extract())
    else:
        sys.stderr.write("The catalogue was not compared with the code: there is no xgettext here (GNU gettext).\n")
    if problems:
        sys.stderr.write("\n".join([*problems, TO_UPDATE, ""]))
    return 1 if problems else 0


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["update"]:
        update()
    else:
        sys.exit(check())
