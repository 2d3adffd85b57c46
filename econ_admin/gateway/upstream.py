"""The API that an agreement's requests go to; nothing is fetched from any other origin."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Upstream:
    """The base URL of an agreement's API, and the random id under which its responses are cached.

    Raises ValueError for a URL that tokens must not be sent to.
    """

    base_url: str
    cache_id: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError(
                "The address of e-conomic must begin with https:// (http:// is allowed for this machine only)."
            )
        if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("The address of e-conomic must look like https://host/path.")
        # It becomes part of a key that requests-cache inserts into SQL text.
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.cache_id):
            raise ValueError("A cache id consists of letters, digits, - and _.")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def origin(self) -> str:
        """Scheme, host and port, as formatted by `get_origin`."""
        return get_origin(self.base_url)

    def build_url(self, path: str) -> str:
        """Returns the full URL of a path."""
        return f"{self.base_url}/{path}"

    def is_same_origin(self, url: str) -> bool:
        """Tells whether a link from e-conomic has this origin."""
        return get_origin(url) == self.origin


def get_origin(url: str) -> str:
    """Returns scheme, host and port of a URL; "" if it is not valid."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname and port else ""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
