"""Where an agreement's e-conomic stands, and what belongs to it: nothing is ever fetched from anywhere else."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Upstream:
    """The base address of an agreement's API, and the random id under which its answers are kept.

    Raises ValueError for an address that tokens must not go to.
    """

    base_url: str
    cache_id: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
            raise ValueError("The address of e-conomic must begin with https:// (http:// is for this machine only).")
        if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("The address of e-conomic must be a plain one: https://host/path.")
        # It becomes part of a key that requests-cache puts into the text of its SQL.
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.cache_id):
            raise ValueError("A cache id is made of letters, digits, - and _.")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def origin(self) -> str:
        """Scheme, host and port, in the one way that `origin_of` writes them."""
        return get_origin(self.base_url)

    def build_url(self, path: str) -> str:
        """The whole URL of a path."""
        return f"{self.base_url}/{path}"

    def is_same_origin(self, url: str) -> bool:
        """Whether a link that e-conomic gave leads to this same origin."""
        return get_origin(url) == self.origin


def get_origin(url: str) -> str:
    """Scheme, host and port of a URL; "" where it has none that make sense."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname and port else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
