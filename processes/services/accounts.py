"""Accounts: what is written down of them, their second factor, and how they are closed and opened.

Passwords and the counting of failed tries belong to Django and django-axes; the codes of the telephone
to django-otp. Here is what this house adds to them, and the one place that tells them all apart.
"""

import secrets
from hashlib import sha256

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from processes.models import AccountEntry, RecoveryCode, User

from . import clock

Kind = AccountEntry.Kind
# no letters that are read as others when somebody copies from a screen or from paper
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
CODES = 10
GROUPS, GROUP = 6, 4  # 24 letters of 32: 120 bits, so that a plain hash keeps them (ASVS 6.5.2)
PASSWORD_GROUPS = 4


def note(kind: Kind, user: User | None, *, by: User | None = None, address: str = "") -> None:
    """Write one line of the account log.

    Args:
        by: Whoever did it; ``None`` where nobody is known to have, as in a failed try.
        address: The network address that it came from, as the pages know it.
    """
    AccountEntry.objects.create(at=clock.now(), user=user, by=by, kind=kind, address=address)


def new_password() -> str:
    """Return four groups of four letters and figures: 80 bits, and easy to read out."""
    return _groups(PASSWORD_GROUPS)


def _groups(count: int) -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(GROUP)) for _g in range(count))


# --- The second factor


def has_factor(user: User) -> bool:
    """Return whether the person's telephone is known."""
    known: bool = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return known


def first_code_fits(key: str, code: str, at: float) -> int | None:
    """Return the time step of a telephone's first code, or ``None`` where it is not the key's.

    Args:
        key: The secret, in hexadecimal figures.
        at: The moment, in seconds of Unix time.
    """
    totp = TOTP(bytes.fromhex(key))
    totp.time = at
    fits = code.isascii() and code.isdecimal() and totp.verify(int(code), tolerance=1)
    return int(totp.t()) if fits else None


@transaction.atomic
def set_factor(user: User, key: str, step: int) -> tuple[TOTPDevice, list[str]]:
    """Take a telephone whose first code was right; it replaces the one before, and its codes.

    Args:
        step: The time step of that first code, which is not taken a second time.

    Returns:
        The telephone, and fresh recovery codes that nobody can ask for again.
    """
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name="TOTP", key=key, confirmed=True, last_t=step)
    return device, make_codes(user)


@transaction.atomic
def code_of_telephone(user: User, code: str) -> TOTPDevice | None:
    """Return the person's telephone if the code is its own, of this moment, and was not used before.

    After a wrong code django-otp makes every further try wait, twice as long each time.
    """
    for device in devices_for_user(user, for_verify=True):
        if device.verify_token(code):
            found: TOTPDevice = device
            return found
    return None


@transaction.atomic
def make_codes(user: User) -> list[str]:
    """Return fresh recovery codes; those made before are worth nothing from now on."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [_groups(GROUPS) for _n in range(CODES)]
    now = clock.now()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(code), made_at=now) for code in codes
    )
    return codes


def use_code(user: User, code: str) -> bool:
    """Return whether it is a recovery code of the person's; it is spent by that."""
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at=None)
    return unused.update(used_at=clock.now()) == 1


def _digest(code: str) -> str:
    letters = "".join(code.lower().split()).replace("-", "")
    return sha256(letters.encode()).hexdigest()


@transaction.atomic
def reset_factor(user: User) -> None:
    """Forget the telephone and the codes: the next signing in begins by setting up anew."""
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


# --- What an administrator does to somebody's account


def is_locked(user: User) -> bool:
    """Return whether the person's name is locked from somewhere at this moment."""
    # the clock of the tries is django-axes' own
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(username=user.get_username(), attempt_time__gt=since)
    locked: bool = tried.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()
    return locked


def unlock(user: User) -> None:
    """Forget the failed tries at the person's name, wherever they came from."""
    AccessAttempt.objects.filter(username=user.get_username()).delete()


@transaction.atomic
def reset_password(user: User) -> str:
    """Return a new password, shown once, for the owner to replace when signing in.

    Sessions under the old one end with their next request.
    """
    password = new_password()
    user.set_password(password)
    user.password_is_initial = True
    user.save(update_fields=["password", "password_is_initial"])
    unlock(user)
    return password


def open_or_close(user: User, *, active: bool) -> None:
    """Withdraw an account or open it again; a withdrawn one's sessions end with their next request."""
    user.is_active = active
    user.save(update_fields=["is_active"])
