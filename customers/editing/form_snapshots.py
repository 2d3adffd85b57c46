"""Signed snapshots of the document that a form was opened on. The form carries them, so any process can merge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core import signing
from django.utils import timezone

from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.records import Record

SNAPSHOT_FIELD = "base"  # the field's name in every form

R = TypeVar("R", bound=Record)


class InvalidSnapshot(Exception):
    """The form does not carry a valid snapshot of this document."""


@dataclass(frozen=True, slots=True)
class FormSnapshot(Generic[R]):
    """A document, and when it was loaded."""

    record: R
    taken_at: datetime


def sign_snapshot(request: EconRequest, noun: str, number: int, record: Record) -> str:
    """Returns a token for a hidden field: compressed, signed, valid for this document only."""
    payload = {"raw": record.raw.decode(), "at": timezone.now().isoformat()}
    return signing.dumps(payload, salt=_build_salt(request, noun, number), compress=True)


def load_snapshot(request: EconRequest, noun: str, number: int, token: str, kind: type[R]) -> FormSnapshot[R]:
    """Returns the snapshot. Raises InvalidSnapshot for a token of another document, or an unreadable one."""
    try:
        payload = signing.loads(token, salt=_build_salt(request, noun, number))
        return FormSnapshot(kind.decode(payload["raw"].encode()), datetime.fromisoformat(payload["at"]))
    except (signing.BadSignature, UnexpectedResponse) as error:  # unreadable: written by an older version of ours
        raise InvalidSnapshot(f"no base of {noun} {number}") from error


def _build_salt(request: EconRequest, noun: str, number: int) -> str:
    return f"customers.base.{request.agreement.pk}.{noun}.{number}"
