"""Joins the scripts of static/js: into one file for every page, and one for the draft editor."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# The order matters: a script uses what the ones before it define. theme.js is separate, since it runs before the first
# paint.
BUNDLES = {
    "bundles/page.js": (
        "keys.js",
        "shortcuts.js",
        "palette/options.js",
        "palette/search.js",
        "palette/dialog.js",
        "palette/help.js",
        "palette/picker.js",
        "rows.js",
        "aborted_requests.js",
        "no_answer.js",
        "history.js",
        "session.js",
        "passkeys.js",
        "freshness.js",
        "register/export.js",
        "register/company_lookup.js",
        "editing/recovery.js",
        "editing/postal_codes.js",
    ),
    "bundles/draft-editor.js": (
        "drafting/page.js",
        "drafting/queue.js",
        "drafting/panel.js",
        "drafting/rows.js",
        "drafting/apply_response.js",
        "drafting/autosave.js",
        "drafting/options.js",
        "drafting/products.js",
        "drafting/lines.js",
        "drafting/marks.js",
        "drafting/row_buttons.js",
        "drafting/paste.js",
        "drafting/send.js",
        "drafting/unsaved.js",
        "drafting/pending.js",
        "drafting/costs.js",
        "drafting/keys.js",
    ),
}
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
FOLDER = Path(settings.DATA_DIR) / "bundles"


def join_scripts(names: tuple[str, ...]) -> str:
    """Returns the scripts as one, each after its name."""
    return "".join(f"// {name}\n{(SCRIPTS / name).read_text(encoding='utf-8').rstrip()}\n\n" for name in names)


@cache
def write_bundles() -> FileSystemStorage:
    """Writes the bundles, once per process, and returns where. A bundle that is being read stays whole."""
    for bundle, names in BUNDLES.items():
        path = FOLDER / bundle
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            file.write(join_scripts(names))
        Path(file.name).replace(path)
    return FileSystemStorage(location=FOLDER)


class BundleFinder(BaseFinder):
    """Lets collectstatic, and a server without collected files, find the bundles."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Returns the path of a bundle; [] for other files."""
        if path not in BUNDLES:
            return []
        file = write_bundles().path(path)
        return [file] if find_all else file

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = write_bundles()
        return iter([(bundle, storage) for bundle in BUNDLES])
