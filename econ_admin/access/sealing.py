"""Seals secrets for the database: AES-GCM, bound to the row they belong to.

A sealed text is `<key id>.<base64url of nonce and ciphertext>`. The first of settings.TOKEN_KEYS seals, all open it.
"""

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID_BYTES = 6  # six bytes: enough to tell the keys of a list apart


class CannotOpen(Exception):
    """A sealed text belongs to another row, was sealed with a key that is not in TOKEN_KEYS, or was changed."""


def seal(plaintext: bytes, context: str) -> str:
    """Returns `plaintext` sealed with the first key. `context` names its row (`agreement:7`); only it opens again."""
    key_id, cipher = _load_key(settings.TOKEN_KEYS[0])
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + cipher.encrypt(nonce, plaintext, _get_associated_data(key_id, context))
    return f"{key_id}.{urlsafe_b64encode(sealed).decode()}"


def open_sealed(sealed: str, context: str) -> bytes:
    """Raises CannotOpen."""
    key_id, _, encoded = sealed.partition(".")
    for key in settings.TOKEN_KEYS:
        found_id, cipher = _load_key(key)
        if found_id == key_id:
            return _decrypt(cipher, encoded, _get_associated_data(key_id, context))
    raise CannotOpen("The key that this was sealed with is not in TOKEN_KEYS.")


def is_sealed_with_first_key(sealed: str) -> bool:
    return sealed.partition(".")[0] == _load_key(settings.TOKEN_KEYS[0])[0]


def _decrypt(cipher: AESGCM, encoded: str, associated_data: bytes) -> bytes:
    try:
        content = urlsafe_b64decode(encoded.encode())
        if urlsafe_b64encode(content).decode() != encoded:  # the last sign may have bits that decoding ignores
            raise ValueError("This is not how it was written.")
        return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], associated_data)
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise CannotOpen("This was sealed for another row, or changed since.") from error


def _get_associated_data(key_id: str, context: str) -> bytes:
    return f"{key_id}\n{context}".encode()


@cache
def _load_key(key: str) -> tuple[str, AESGCM]:
    """Returns the key's id and its cipher. Both are derived, so the id says nothing about the cipher's key."""
    key_id = _derive(key, b"econ-admin sealing: key id", KEY_ID_BYTES).hex()
    return key_id, AESGCM(_derive(key, b"econ-admin sealing: AES-256-GCM", KEY_BYTES))


def _derive(key: str, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(key.encode())
