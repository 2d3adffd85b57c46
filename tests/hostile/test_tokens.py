"""What a hostile e-conomic learns or plants: no token in a page, log or cache, no cookie, no forged line of a log."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from tests.conftest import read_whole_cache
from tests.hostile.behaviours import (
    FORGED_LINE,
    echo_in_documents,
    echo_request,
    forge_log_lines,
    send_cookies,
    send_garbage,
    send_redirect,
)
from tests.hostile.conftest import APP_TOKEN, GRANT_TOKEN, Dashboard
from tests.hostile.test_pages import find_server_errors
from tests.hostile.upstream import HostileUpstream

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

TOKENS = (APP_TOKEN.encode(), GRANT_TOKEN.encode())


@pytest.fixture
def log(settings: Settings) -> Iterator[Callable[[], str]]:
    """What the server would have printed, in the format of our settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def find_tokens(content: bytes) -> list[bytes]:
    return [token for token in TOKENS if token in content]


@pytest.mark.parametrize("behaviour", [echo_request, echo_in_documents])
def test_echoed_tokens_are_nowhere(
    behaviour: Callable[..., None], dashboard: Dashboard, settings: Settings, log: Callable[[], str]
) -> None:
    statuses = dashboard.walk(behaviour)
    posted = dashboard.post_all(behaviour)

    assert any(APP_TOKEN in head for head in dashboard.upstream.heads)
    assert find_server_errors(statuses | posted) == {}
    assert find_tokens(b"".join(dashboard.shown)) == []
    assert find_tokens(log().encode()) == []
    assert find_tokens(read_whole_cache(settings.ECONOMIC_CACHE)) == []


def test_tokens_do_not_follow_a_redirect(dashboard: Dashboard) -> None:
    other = HostileUpstream(send_garbage)
    with other.serving() as port:
        statuses = dashboard.walk(send_redirect(f"http://localhost:{port}"))

    assert find_server_errors(statuses) == {}
    assert other.heads == []


def test_cookies_are_not_sent_back(dashboard: Dashboard) -> None:
    statuses = dashboard.walk(send_cookies)

    assert find_server_errors(statuses) == {}
    assert not [head for head in dashboard.upstream.heads if "cookie" in head.lower()]
    assert b"hostile=1" not in b"".join(dashboard.shown)


def test_no_line_of_the_log_is_forged(dashboard: Dashboard, log: Callable[[], str]) -> None:
    statuses = dashboard.walk(forge_log_lines)
    posted = dashboard.post_all(forge_log_lines)

    assert find_server_errors(statuses | posted) == {}
    assert FORGED_LINE in log()  # else nothing would have been tried
    assert not [line for line in log().splitlines() if line.startswith(FORGED_LINE)]
    assert "\x1b" not in log()
