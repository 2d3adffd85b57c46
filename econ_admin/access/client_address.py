"""The client's address, as the trusted proxies in front report it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # one customer's network: counting single addresses of it would count nothing


def get_client_address(request: HttpRequest) -> str:
    """Returns the client's IP address; "" if there is none, on a Unix socket.

    Each trusted proxy appends the address that it saw. What the client itself put in front of those is not believed.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if not proxies or len(forwarded) < proxies:  # fewer entries: the request did not come through all of them
        return _normalize(peer) or ""
    return _normalize(forwarded[-proxies]) or _normalize(peer) or ""


def get_client_network(request: HttpRequest) -> str:
    """Returns the IPv4 address, or the network of the IPv6 address, that attempts are counted for."""
    address = get_client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))


def _normalize(text: str) -> str | None:
    host = text.removeprefix("[").split("]")[0] if text.startswith("[") else text
    if host.count(":") == 1:  # an IPv4 address with its port
        host = host.split(":")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address).split("%")[0]
