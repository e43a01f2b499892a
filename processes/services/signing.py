"""The key that heads are signed with: a file that the web processes need not be able to read."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from processes.queries.signatures import key_id, message


class NoKeyError(Exception):
    """There is no key to sign with; the text says where one was looked for."""


class Signer:
    """A private key in use."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """``key`` stays in this object."""
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()
        self.key = key_id(self.public)

    def sign(self, kind: str, said: dict[str, Any]) -> str:
        """Return the signature over what is said, in hexadecimal."""
        return self._key.sign(message(kind, said)).hex()


def signer(path: Path | None = None) -> Signer:
    """Return the key of ``path``, or that of the settings; a development instance makes its own.

    Raises:
        NoKeyError: there is none, or it is no Ed25519 key in PEM.
    """
    given = path or settings.SIGNING_KEY_FILE
    if given is None:
        raise NoKeyError("OCOP_SIGNING_KEY_FILE is not set: there is nothing to sign with.")
    if path is None and settings.SIGNING_KEY_IS_MADE:
        make(Path(given))
    try:
        key = load_pem_private_key(Path(given).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKeyError(f"{given}: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKeyError(f"{given}: it is no Ed25519 key.")
    return Signer(key)


def make(path: Path) -> bool:
    """Make a new key, readable by its owner alone; return whether this call did."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Ed25519PrivateKey.generate()
    pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # linked into place whole, so that a second process never reads half a key
    with tempfile.NamedTemporaryFile("wb", dir=path.parent) as file:
        file.write(pem)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
            return True
    return False
