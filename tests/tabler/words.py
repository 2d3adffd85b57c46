"""The words that pages can have as class, id, element or attribute: those of templates, and of strings in code.

Not those of texts that people read, so that rewording a text changes nothing.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r'class="([^"]*)"')
BEGINNING = re.compile(r"([A-Za-z][\w-]*-)\{")
STRING_OF_SCRIPT = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.DOTALL)
ASSIGNED_PROPERTY = re.compile(r"\.(\w+)\s*=[^=]")
DATA_ATTRIBUTE = re.compile(r"\bdataset\.(\w+)")
TRANSLATED = re.compile(r"""({%\s*translate\s+)(?:"[^"]*"|'[^']*')""")
TRANSLATED_BLOCK = re.compile(r"({%\s*blocktranslate\b.*?%})(.*?)({%\s*endblocktranslate\s*%})", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
WITHOUT_PAGES = {"gateway", "sandbox"}  # packages that write no HTML
ALWAYS = {"html", "head", "body", "tbody"}  # a browser makes them if nobody writes them


class Words:
    """A container of words. `beginnings` (of `class="seal seal-{{ … }}"`) stand for all that begin so."""

    def __init__(self, words: Iterable[str], beginnings: Iterable[str] = ()) -> None:
        self._words = frozenset(words) | ALWAYS
        self._beginnings = tuple(beginnings)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self._words or word.startswith(self._beginnings))


def read_words(root: Path) -> Words:
    """Those of the project's templates, scripts and modules. Modules and scripts write names of classes whole."""
    templates = [path.read_text(encoding="utf-8") for path in (root / "templates").rglob("*.html")]
    texts = [*map(remove_translated, templates), *_read_code(root)]
    beginnings = {name for text in templates for css in CLASS.findall(text) for name in BEGINNING.findall(css)}
    return Words((word for text in texts for word in WORD.findall(text)), beginnings)


def _read_code(root: Path) -> Iterator[str]:
    for path in (root / "static" / "js").rglob("*.js"):
        yield from read_script(path.read_text(encoding="utf-8"))
    for path in [*(root / "customers").rglob("*.py"), *(root / "econ_admin").rglob("*.py")]:
        if not WITHOUT_PAGES.intersection(path.relative_to(root).parts):
            yield from _read_strings(ast.parse(path.read_text(encoding="utf-8")))


def read_script(script: str) -> Iterator[str]:
    """Strings, and attributes set as properties: `row.hidden = true`, `root.dataset.bsTheme`."""
    yield from STRING_OF_SCRIPT.findall(script)
    yield from (name.lower() for name in ASSIGNED_PROPERTY.findall(script))
    for name in DATA_ATTRIBUTE.findall(script):
        yield "data-" + re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def remove_translated(template: str) -> str:
    """A template without the texts that people read. Of a translated block, its tags stay."""
    return TRANSLATED.sub(
        r"\1", TRANSLATED_BLOCK.sub(lambda block: block[1] + " ".join(TAG.findall(block[2])), template)
    )


def _read_strings(module: ast.Module) -> Iterator[str]:
    """All strings of a module but docstrings and translated texts."""
    skipped = {id(part) for node in ast.walk(module) if _is_for_people(node) for part in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def _is_for_people(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in GETTEXT
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
