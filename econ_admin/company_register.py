"""Looks up companies by CVR number at a service that answers as cvrapi.dk does. Imports no Django."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec
import requests

from econ_admin.gateway.bounded_adapter import BoundedAdapter
from econ_admin.gateway.tokens import Secret
from econ_admin.gateway.upstream import is_loopback

PLACEHOLDER = "{number}"
TIMEOUT = 3.0  # seconds, from connecting to the last byte
LARGEST_ANSWER = 64 * 1024  # bytes, decompressed
USER_AGENT = "econ-admin"  # the service refuses requests without one

logger = logging.getLogger(__name__)


def _(message: str) -> str:
    """Marks a message for translation, which is done where the person's language is known."""
    return message


class CompanyLookupError(Exception):
    """Base class of all errors raised by a look-up. `message` is for a person."""

    message: ClassVar[str] = _("The company could not be looked up. Enter it yourself.")
    parameters: ClassVar[Mapping[str, object]] = {}


class CompanyNotFound(CompanyLookupError):
    message = _("No company has this CVR number.")


class RegisterUnreachable(CompanyLookupError):
    message = _("The company register does not answer. Try again later, or enter the company yourself.")


class RegisterThrottled(CompanyLookupError):
    message = _("The company register allows no more look-ups now. Try again later, or enter the company yourself.")


class RegisterRefused(CompanyLookupError):
    message = _("The company register refuses our look-ups. Tell an administrator, and enter the company yourself.")


class UnusableAnswer(CompanyLookupError):
    message = _("The company register's answer cannot be used. Enter the company yourself.")


@dataclass(frozen=True)
class Company:
    """A company as registered. Texts are "" where the register has none."""

    name: str
    address: str
    postal_code: str
    city: str
    telephone: str
    email: str


class _Answer(msgspec.Struct, frozen=True):
    """The parts of cvrapi.dk's answer that we use."""

    vat: int | str | None = None
    name: str | None = None
    address: str | None = None
    zipcode: int | str | None = None
    city: str | None = None
    phone: int | str | None = None
    email: str | None = None
    error: str | None = None


ERRORS: Mapping[str, type[CompanyLookupError]] = {
    "NOT_FOUND": CompanyNotFound,
    "INVALID_VAT": CompanyNotFound,
    "QUOTA_EXCEEDED": RegisterThrottled,
    "BANNED": RegisterRefused,
    "INVALID_UA": RegisterRefused,
    "INTERNAL_ERROR": RegisterUnreachable,
}
"""By cvrapi.dk's `error`, which comes with any status, 200 too."""


@dataclass(frozen=True)
class CompanyRegister:
    """A service that knows companies. `url` has `{number}` where the CVR number goes; `token` is sent as Authorization.

    Raises ValueError for a URL or a token that cannot be used.
    """

    url: str
    token: Secret | None = None
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("The address must begin with https:// (http:// is allowed for this machine only).")
        if not parts.hostname or parts.username or parts.password or parts.fragment or "{" in parts.netloc:
            raise ValueError("The address must look like https://host/path?vat={number}.")
        if self.url.count(PLACEHOLDER) != 1:
            raise ValueError("The address must have {number} once, where the CVR number goes.")
        if self.token and not (self.token.reveal().isascii() and self.token.reveal().isprintable()):
            raise ValueError("The token has a character that a header cannot have.")

    def find(self, number: str) -> Company:
        """Returns the company with this CVR number of eight digits. Raises CompanyLookupError."""
        try:
            status, body = self._fetch(number)
            return _read_company(status, body, number)
        except CompanyLookupError as error:
            if not isinstance(error, CompanyNotFound):
                logger.warning("Look-up of a company failed: %s (%r)", type(error).__name__, error.__cause__)
            raise

    def _fetch(self, number: str) -> tuple[int, bytes]:
        """Returns status and body. Redirects are not followed: the token would go elsewhere."""
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        if self.token:
            headers["Authorization"] = self.token.reveal()
        with requests.Session() as session:
            session.trust_env = False  # ~/.netrc would replace the token
            session.mount("https://", BoundedAdapter())
            session.mount("http://", BoundedAdapter())
            limits = (self.timeout, self.timeout)
            url = self.url.replace(PLACEHOLDER, number)
            try:
                with session.get(url, headers=headers, timeout=limits, stream=True, allow_redirects=False) as response:
                    return response.status_code, _read_body(response)
            except (requests.ConnectionError, requests.Timeout) as error:
                raise RegisterUnreachable from error
            except requests.RequestException as error:
                raise UnusableAnswer from error


def _read_body(response: requests.Response) -> bytes:
    body = b""
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise UnusableAnswer
    return body


def _read_company(status: int, body: bytes, number: str) -> Company:
    """Maps the service's answer. Raises CompanyLookupError if it has no such company."""
    if status in (401, 403):
        raise RegisterRefused
    if status == requests.codes.too_many_requests:
        raise RegisterThrottled
    if status >= requests.codes.server_error:
        raise RegisterUnreachable
    if status not in (requests.codes.ok, requests.codes.not_found):
        raise UnusableAnswer
    answer = _decode(body) if status == requests.codes.ok else _Answer(error="NOT_FOUND")
    if answer.error:
        raise ERRORS.get(answer.error, UnusableAnswer)
    if answer.vat is not None and str(answer.vat) != number:
        raise CompanyNotFound  # a search found another company, by its telephone number for example
    if not (name := _clean(answer.name)):
        raise UnusableAnswer
    return Company(
        name, _clean(answer.address), _clean(answer.zipcode), _clean(answer.city), _clean(answer.phone),
        _clean(answer.email),
    )  # fmt: skip


def _decode(body: bytes) -> _Answer:
    try:
        return msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnusableAnswer from error


def _clean(value: str | int | None) -> str:
    return "" if value is None else " ".join(str(value).split())
