"""What is signed, byte for byte, and whether a signature holds (Ed25519).

A text is signed after a line that says what it is, so that no signature serves for something else.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from processes.models import Head, LogKey
from processes.text import canonical, moment

HEAD, KEY, BUNDLE = "ocop head v1", "ocop key v1", "ocop bundle v1"
FIELDS = ("number", "size", "root", "at", "previous", "key")  # of a head, as they are signed


def message(kind: str, said: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: the kind, a line's end, canonical JSON."""
    return f"{kind}\n{canonical(dict(said))}".encode()


def key_id(public: str) -> str:
    """Return the name of a public key (hexadecimal): the SHA-256 of its 32 bytes."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def holds(public: str, signature: str, kind: str, said: Mapping[str, Any]) -> bool:
    """Return whether a signature is this key's, over exactly this."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message(kind, said))
    except (ValueError, InvalidSignature):
        return False
    return True


def head_json(head: Head) -> dict[str, Any]:
    """Return a head as it is published."""
    return {
        "number": head.number,
        "size": head.size,
        "root": head.root,
        "at": moment(head.at),
        "previous": head.previous,
        "key": head.key,
        "signature": head.signature,
    }


def key_json(key: LogKey) -> dict[str, Any]:
    """Return a public key as it is published."""
    return {
        "key": key.key,
        "public": key.public,
        "at": moment(key.at),
        "vouched_by": key.vouched_by,
        "voucher": key.voucher,
    }


def head_holds(head: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
    """Return whether a published head bears the signature of one of ``keys`` (public, by name)."""
    public = keys.get(str(head.get("key")), "")
    signed = {name: head.get(name) for name in FIELDS}
    return holds(public, str(head.get("signature")), HEAD, signed)


def voucher_holds(key: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
    """Return whether a key that ``keys`` know vouches for a published one."""
    said = {name: key.get(name) for name in ("key", "public", "vouched_by")}
    public = keys.get(str(key.get("vouched_by")), "")
    return holds(public, str(key.get("voucher")), KEY, said)
