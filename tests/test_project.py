"""The project's documents match it: lock files, README, Makefile."""

import re
from pathlib import Path

import pytest

from econ_admin.gateway.cache_policy import MAX_AGE_BY_NOUN, REFERENCE_LIST_MAX_AGE, REGISTER_MAX_AGE

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt"]
README = ROOT / "README.md"
COMMANDS = ROOT / "econ_admin" / "management" / "commands"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_has_hashes_and_no_urls(lock: str) -> None:
    text = (ROOT / lock).read_text()

    for address in ("://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host", "file:", " @ "):
        assert address not in text
    pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*", text, re.MULTILINE)
    assert pinned
    assert all(line.endswith("\\") for line in pinned), "each is followed by its hashes"
    assert text.count("--hash=sha256:") >= len(pinned)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = [f"{name}.{domain}" for name, domain in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    folders = ("customers", "deploy", "docs", "econ_admin", "templates", "tests", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    top = [path for path in ROOT.glob("*.*") if path.is_file()]
    texts = [path for path in (*files, *top) if path.suffix in (".py", ".md", ".txt", ".html", ".csv", "")]

    named = [path.name for path in texts if any(host.encode() in path.read_bytes() for host in hosts)]

    assert named == []
    assert len(texts) > 500


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_has_every_requirement(lock: str) -> None:
    required = re.findall(r"^[a-zA-Z][\w.-]*", (ROOT / lock.replace(".txt", ".in")).read_text(), re.MULTILINE)
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / lock).read_text(), re.MULTILINE))

    assert {name.lower().replace("_", "-") for name in required} <= locked


def test_readme_lists_every_make_target() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documented = set(re.findall(r"`make ([a-z][a-z-]*)", README.read_text()))

    assert documented == targets


def test_readme_lists_every_environment_variable() -> None:
    sources = [*ROOT.glob("econ_admin/**/*.py"), *ROOT.glob("tests/**/*.py")]
    code = "\n".join(path.read_text() for path in sources if path.name != "test_project.py")
    variables = set(re.findall(r"""(?:os\.environ|\benv)(?:\.get\(|\[)\s*"([A-Z][A-Z_]+)\"""", code))
    variables |= set(re.findall(r"(?:keys|number|is_on)\((?:os\.environ|env), .([A-Z_]+)", code))
    documented = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", README.read_text(), re.MULTILINE))

    assert documented == variables - {
        "CI",
        "DJANGO_SETTINGS_MODULE",
        "HYPOTHESIS_PROFILE",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "LD_PRELOAD",
        "PATH",
        "PYTEST_XDIST_WORKER",
        "LISTEN_PID",  # of systemd
        "SSL_CERT_FILE",  # of OpenSSL
    }


def test_readme_lists_every_command() -> None:
    commands = {
        path.stem for path in (*ROOT.glob("econ_admin/**/commands/*.py"), *ROOT.glob("customers/**/commands/*.py"))
    } - {"__init__"}
    documented = set(re.findall(r"manage\.py ([a-z_-]+)", README.read_text()))

    assert documented == commands


def test_sandbox_document_lists_every_option() -> None:
    options = set(re.findall(r'add_argument\(\s*"(--[a-z]+)"', (COMMANDS / "sandbox.py").read_text()))
    documented = set(re.findall(r"^\| `(--[a-z]+)` \|", (ROOT / "docs" / "sandbox.md").read_text(), re.MULTILINE))

    assert documented == options


def test_readme_links_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README.read_text())

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_document_lists_the_cache_times() -> None:
    rows = re.findall(
        r"^\| ([a-z, -]+) \| (a minute|an hour) \|", (ROOT / "docs" / "freshness.md").read_text(), re.MULTILINE
    )
    documented = {noun.strip(): time for nouns, time in rows for noun in nouns.split(",")}

    assert documented == {
        noun: {REGISTER_MAX_AGE: "a minute", REFERENCE_LIST_MAX_AGE: "an hour"}[time]
        for noun, time in MAX_AGE_BY_NOUN.items()
    }
