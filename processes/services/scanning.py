"""The virus scanner, where a province runs one: ClamAV's daemon, asked with the file's bytes."""

import socket
from contextlib import closing
from pathlib import Path

from django.conf import settings

from processes.engine import Cause, Reason, Refused
from processes.models.sheets import Scan
from processes.words import gettext_noop as _

SECONDS = 30
BLOCK = 1 << 16


def scan(path: Path) -> Scan:
    """Have a file looked at; where no scanner is set up, say that nobody did.

    Raises:
        Refused: something was found, or the scanner does not answer: what was to be scanned is not
            taken unscanned.
    """
    if not settings.CLAMD:
        return Scan.NONE
    try:
        said = _asked(path)
    except OSError:
        said = ""
    if said.endswith("OK"):
        return Scan.CLEAN
    if said.endswith("FOUND"):
        text = _("Máy quét báo tệp có mã độc ({name}). Hãy quét máy tính rồi gửi tệp khác.")
        name = said.removeprefix("stream: ").removesuffix(" FOUND")[:100]
        raise Refused(Reason(Cause.DATA, text, {"name": name}, field="file"))
    text = _("Máy quét mã độc chưa trả lời. Hãy gửi lại sau ít phút.")
    raise Refused(Reason(Cause.DATA, text, field="file"))


def _asked(path: Path) -> str:
    with closing(_connected()) as line, path.open("rb") as file:
        line.sendall(b"zINSTREAM\0")
        while block := file.read(BLOCK):
            line.sendall(len(block).to_bytes(4, "big") + block)
        line.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and (more := line.recv(1000)):
            said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    where: str = settings.CLAMD
    if not where.startswith("/"):
        host, _colon, port = where.rpartition(":")
        return socket.create_connection((host, int(port)), SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    line.connect(where)
    return line
