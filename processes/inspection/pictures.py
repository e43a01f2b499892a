"""Photographs: decoded and written anew, so that nothing is left but what can be seen."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .verdict import Bad, Verdict

MOST_PIXELS = 64_000_000
ENOUGH = 24_000_000  # of a JPEG; a larger one is decoded at a half or a quarter of its sides
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def rewrite(path: Path, kind: str, out: Path) -> Verdict:
    """Write the picture anew, upright, without place, time, camera or anything hidden behind it.

    Raises:
        Bad: it is no such picture, is broken, or has too many points.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=[FORMATS[kind]]) as opened:
                seen = _decoded(opened)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Bad("pixels") from None
        except UnidentifiedImageError:
            raise Bad("content") from None
        except (OSError, SyntaxError, ValueError, EOFError):
            raise Bad("damaged") from None
    if kind == "image/jpeg":
        seen.convert("L" if seen.mode == "L" else "RGB").save(out, "JPEG", quality=90)
    else:
        seen.save(out, "PNG", compress_level=1)
    return Verdict(kind, rewritten=True)


def _decoded(opened: Image.Image) -> Image.Image:
    scale = 1
    while opened.width * opened.height > ENOUGH * scale * scale:
        scale *= 2
    if scale > 1:  # only a JPEG can do it; others stay as they are
        opened.draft(None, (opened.width // scale, opened.height // scale))
    opened.load()
    profile, clear = opened.info.get("icc_profile"), opened.info.get("transparency")
    seen = ImageOps.exif_transpose(opened)
    seen.info = {} if clear is None else {"transparency": clear}
    return _in_common_colours(seen, profile) if profile and seen.mode == "RGB" else seen


def _in_common_colours(seen: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture in the colours every screen has; the camera's own profile goes."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(seen, own, common, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return seen
    if changed is None:
        return seen
    changed.info = {}
    return changed
