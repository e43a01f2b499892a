"""Draw the marks of the installed application: ``python scripts/icons.py``, after a change here.

A way of two stops that rises to a star, in the colours of app.css. Written as PNG with the
standard library alone: four files are no reason for a drawing package.
"""

import math
import struct
import zlib
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "forms" / "static" / "forms"
NAVY, WHITE, AMBER = (0x16, 0x40, 0x5B), (0xFF, 0xFF, 0xFF), (0xF0, 0xA5, 0x00)
STOPS = ((0.26, 0.72, 0.075), (0.45, 0.55, 0.075))  # x, y, radius, of a square of side 1
STAR = (0.68, 0.35, 0.19)
LINE = 0.022  # half the width of the way
CORNER = 0.2
FINE = 4  # samples a pixel, each way
POINTS = 5
INNER = 0.42  # of the star's outer radius


def star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a star that stands on two points."""
    corners = []
    for n in range(2 * POINTS):
        length = radius * (1 if n % 2 == 0 else INNER)
        angle = math.pi * n / POINTS
        corners.append((x + length * math.sin(angle), y - length * math.cos(angle)))
    return corners


CORNERS = star(*STAR)


def in_star(x: float, y: float) -> bool:
    """Return whether a point lies in the star: the rule of the odd crossings."""
    inside = False
    for (ax, ay), (bx, by) in zip(CORNERS, CORNERS[1:] + CORNERS[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def on_way(x: float, y: float) -> bool:
    """Return whether a point lies on a stop or on the line from the first to the star."""
    if any(math.hypot(x - sx, y - sy) <= r for sx, sy, r in STOPS):
        return True
    (ax, ay, _), (bx, by, _) = STOPS[0], STAR
    part = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    part = min(1.0, max(0.0, part))
    return math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay)) <= LINE


def in_ground(x: float, y: float, corner: float) -> bool:
    """Return whether a point lies in the rounded square."""
    dx, dy = max(corner - x, x - 1 + corner, 0), max(corner - y, y - 1 + corner, 0)
    return math.hypot(dx, dy) <= corner or not corner


def colour(x: float, y: float, corner: float, scale: float) -> tuple[int, int, int, int]:
    """Return red, green, blue and opacity of a point; the drawing is shrunk to ``scale``."""
    if not in_ground(x, y, corner):
        return (*NAVY, 0)
    mx, my = 0.5 + (x - 0.5) / scale, 0.5 + (y - 0.5) / scale
    if in_star(mx, my):
        return (*AMBER, 255)
    return (*(WHITE if on_way(mx, my) else NAVY), 255)


def pixel(col: int, row: int, size: int, corner: float, scale: float) -> bytes:
    """Return the mean of a pixel's samples."""
    steps = [(n + 0.5) / FINE for n in range(FINE)]
    seen = [
        colour((col + dx) / size, (row + dy) / size, corner, scale) for dy in steps for dx in steps
    ]
    return bytes(round(sum(channel) / len(seen)) for channel in zip(*seen, strict=True))


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def draw(name: str, size: int, corner: float, scale: float) -> None:
    """Write one square PNG of ``size`` pixels."""
    rows = (
        b"\0" + b"".join(pixel(col, row, size, corner, scale) for col in range(size))
        for row in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
    (TARGET / name).write_bytes(png)


if __name__ == "__main__":
    draw("icon-192.png", 192, CORNER, 1.0)
    draw("icon-512.png", 512, CORNER, 1.0)
    # cut to any shape by the system: the whole square, the drawing within its safe circle
    draw("icon-maskable-512.png", 512, 0, 0.8)
    draw("icon-180.png", 180, 0, 0.9)
