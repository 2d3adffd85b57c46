"""The two tokens of an agreement, and the last adapter: the only place where they meet a request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import requests
from requests.adapters import BaseAdapter

from econ_admin.gateway.upstream import Upstream, get_origin

# These two go from our session to our adapter, and are kept with the answer; they never leave the house.
CACHE_KEY_HEADER = "X-Gateway-Key"
"""Under which key the answer is kept; it begins with the agreement's cache id and a dot."""
REQUESTED_AT_HEADER = "X-Gateway-Asked"
"""When the request began, in seconds since 1970."""

# requests-cache talks to itself in the last two; e-conomic has no use for them.
INTERNAL_HEADERS = (CACHE_KEY_HEADER, REQUESTED_AT_HEADER, "Cache-Control", "X-ACTUAL-NO-CACHE")


class Secret:
    """A value that no log, page, traceback or cache can show: it is masked, and cannot be pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself. Whoever calls this is responsible for where it goes."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled.")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What e-conomic knows an agreement by.

    Raises ValueError for what no header can carry: on its way out it would be told by the error that says so.
    """

    app_secret: Secret
    agreement_grant: Secret

    def __post_init__(self) -> None:
        if not all(re.fullmatch(r"[!-~]*", token.reveal()) for token in (self.app_secret, self.agreement_grant)):
            raise ValueError("A token has signs in it that a token cannot have.")


class TokenAdapter(BaseAdapter):
    """Wraps any adapter, and adds the tokens on the way out, to the agreement's own origin alone.

    requests-cache sits above it and sees requests without tokens only, so there is nothing for it to keep.
    """

    def __init__(self, adapter: BaseAdapter) -> None:
        super().__init__()
        self._adapter = adapter
        self._registrations: dict[str, tuple[str, Tokens]] = {}

    def register(self, upstream: Upstream, tokens: Tokens) -> None:
        """From now on requests of this agreement carry these tokens."""
        self._registrations[upstream.cache_id] = (upstream.origin, tokens)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Raises LookupError for an agreement that is not registered for this origin: a fault of ours."""
        try:
            response = self._adapter.send(self._add_tokens(request), stream, timeout, verify, cert, proxies)
        except Exception as error:  # noqa: BLE001 - raised on, without its frames
            # The frames below hold headers with tokens in their locals: a page for developers would print them.
            if isinstance(error, requests.RequestException):
                error.request = request
            raise error.with_traceback(None) from None
        response.request = request
        # An answer that varies by a header that it cannot see would never be found in the cache again.
        response.headers.pop("Vary", None)
        if response.raw is not None:
            response.raw.headers.pop("Vary", None)
        return response

    def _add_tokens(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        cache_id = request.headers.get(CACHE_KEY_HEADER, "").partition(".")[0]
        origin, tokens = self._registrations.get(cache_id, ("", None))
        if tokens is None or get_origin(request.url or "") != origin:
            raise LookupError("No tokens are registered for this agreement at this address.")
        authorized = request.copy()
        for name in INTERNAL_HEADERS:
            authorized.headers.pop(name, None)
        authorized.headers["X-AppSecretToken"] = tokens.app_secret.reveal()
        authorized.headers["X-AgreementGrantToken"] = tokens.agreement_grant.reveal()
        return authorized

    def close(self) -> None:
        self._adapter.close()
