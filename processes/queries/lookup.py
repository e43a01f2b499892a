"""The public look-up: where a dossier stands, for whoever knows its code and a telephone number."""

import re
from secrets import compare_digest

from processes.models import Dossier, Membership

from .jurisdiction import UNSENT

DIGITS = 4  # of the end of a telephone number
_CODE = re.compile(r"OCOP(\d{2})(\d{6,9})", re.ASCII)
_FOUR = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)
_NOBODY = 0  # no organisation has this key


def look_up(code: str, digits: str) -> Dossier | None:
    """Return the dossier ``code`` if ``digits`` end a telephone number of its applicant.

    What was never handed in is nobody's business yet: it is as unknown as a code that does not exist.
    An unknown code and wrong digits cost the same two queries and comparisons of equal length,
    so that nobody learns by the clock which codes there are.

    Args:
        code: However it is written: case, blanks and hyphens do not matter.
        digits: The last four digits of the organisation's or of a member's number.
    """
    asked = Dossier.objects.filter(code=normal_code(code)).exclude(state=UNSENT)
    found = asked.select_related("organisation").first()
    organisation = found.organisation_id if found else _NOBODY
    members = Membership.objects.filter(organisation_id=organisation).values_list("user__phone")
    known = [found.organisation.phone if found else "", *(phone for (phone,) in members)]
    fits = [compare_digest(_end(phone), digits.encode()) for phone in known]
    return found if any(fits) and _FOUR.fullmatch(digits) else None


def normal_code(written: str) -> str:
    """Return a code as dossiers carry it; empty where it cannot be one."""
    fits = _CODE.fullmatch(re.sub(r"[\s.\-–]", "", written).upper())
    return f"OCOP-{fits[1]}-{fits[2]}" if fits else ""


def _end(phone: str) -> bytes:
    """The last digits of a number; with blanks, which fit nothing, where it has too few."""
    figures = "".join(c for c in phone if c in "0123456789")
    return figures[-DIGITS:].rjust(DIGITS).encode()
