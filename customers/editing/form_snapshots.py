"""The document that a form was opened on: carried in the form itself, signed, so that any process can merge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core import signing
from django.utils import timezone

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.records import Record
from econ_admin.http import EconRequest

FIELD = "base"  # its name in every form

R = TypeVar("R", bound=Record)


class BaseLost(Exception):
    """What the form carries is no base of ours for this document."""


@dataclass(frozen=True, slots=True)
class Base(Generic[R]):
    """A document as it was, and when that was."""

    record: R
    at: datetime


def keep_base(request: EconRequest, noun: str, number: int, record: Record) -> str:
    """The document for a hidden field of its form: compressed, signed, good for this document alone."""
    kept = {"raw": record.raw.decode(), "at": timezone.now().isoformat()}
    return signing.dumps(kept, salt=_salt(request, noun, number), compress=True)


def read_base(request: EconRequest, noun: str, number: int, token: str, kind: type[R]) -> Base[R]:
    """The document again. Raises BaseLost for a token that was not made for it here."""
    try:
        kept = signing.loads(token, salt=_salt(request, noun, number))
        return Base(kind.decode(kept["raw"].encode()), datetime.fromisoformat(kept["at"]))
    except (signing.BadSignature, UnexpectedResponse) as error:  # unreadable: written by an older version of ours
        raise BaseLost(f"no base of {noun} {number}") from error


def _salt(request: EconRequest, noun: str, number: int) -> str:
    return f"customers.base.{request.agreement.pk}.{noun}.{number}"
