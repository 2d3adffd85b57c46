"""The two tokens of an agreement, and the only adapter that adds them to requests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import requests
from requests.adapters import BaseAdapter

from econ_admin.gateway.upstream import Upstream, get_origin

# Internal headers, from our session to our adapter. They are stored with the response and never sent.
CACHE_KEY_HEADER = "X-Gateway-Key"
"""The response's cache key; it begins with the agreement's cache id and a dot."""
REQUESTED_AT_HEADER = "X-Gateway-Asked"
"""When the request was made, in seconds since 1970."""

# requests-cache uses the last two internally; e-conomic does not need them.
INTERNAL_HEADERS = (CACHE_KEY_HEADER, REQUESTED_AT_HEADER, "Cache-Control", "X-ACTUAL-NO-CACHE")

MASK = "***"
SHORTEST_MASKED = 10  # characters; the sandbox's tokens are shorter, and no secret


class Secret:
    """A value that is masked in logs, pages and tracebacks, and cannot be pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Returns the value itself. The caller is responsible for where it goes."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled.")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that identify an agreement to e-conomic.

    Raises ValueError for characters that a header cannot carry, since http.client's own error would contain the token.
    """

    app_secret: Secret
    agreement_grant: Secret

    def __post_init__(self) -> None:
        if not all(re.fullmatch(r"[!-~]*", token.reveal()) for token in (self.app_secret, self.agreement_grant)):
            raise ValueError("A token contains a character that tokens cannot have.")


class TokenAdapter(BaseAdapter):
    """Wraps an adapter and adds the tokens to requests to the agreement's own origin.

    requests-cache sits above it and sees requests without tokens, so it cannot store them.
    """

    def __init__(self, adapter: BaseAdapter) -> None:
        super().__init__()
        self._adapter = adapter
        self._registrations: dict[str, tuple[str, Tokens]] = {}

    def register(self, upstream: Upstream, tokens: Tokens) -> None:
        """Registers the tokens that this agreement's requests carry from now on."""
        self._registrations[upstream.cache_id] = (upstream.origin, tokens)

    def unregister(self, cache_id: str) -> None:
        """Forgets an agreement's tokens. None of its requests may be under way."""
        self._registrations.pop(cache_id, None)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Sends a request with tokens. Raises LookupError if the agreement is not registered for its origin: a
        programming error."""
        try:
            response = self._adapter.send(self._add_tokens(request), stream, timeout, verify, cert, proxies)
        except Exception as error:  # noqa: BLE001 - raised on, without its frames
            # The frames below hold tokens in their locals; a debug page would print them.
            if isinstance(error, requests.RequestException):
                error.request = request
            raise error.with_traceback(None) from None
        response.request = request
        self._mask_tokens(request, response, is_read=not stream)
        # A response that varies by a header the cache does not see would never be found again.
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

    def _mask_tokens(self, request: requests.PreparedRequest, response: requests.Response, *, is_read: bool) -> None:
        """Masks the tokens in a response that repeats them, so that no cache, log or page gets them."""
        cache_id = request.headers.get(CACHE_KEY_HEADER, "").partition(".")[0]
        _, tokens = self._registrations[cache_id]
        for token in filter(None, (tokens.app_secret.reveal(), tokens.agreement_grant.reveal())):
            if len(token) < SHORTEST_MASKED:
                continue
            for name, value in response.headers.items():
                if token in value:
                    response.headers[name] = value.replace(token, MASK)
            if is_read and token.encode() in response.content:
                response._content = response.content.replace(token.encode(), MASK.encode())

    def close(self) -> None:
        self._adapter.close()
