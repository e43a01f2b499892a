"""Django's own check of a production installation, with the settings that one would have."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "check-only-" + "Zx9qLm3vT7rKp2wNb8dFh5sJc4gYu6aE1iOoQ0" * 2,
    "ALLOWED_HOSTS": "ocop.example.vn",
    "CSRF_TRUSTED_ORIGINS": "https://ocop.example.vn",
    "DATABASE_URL": "postgres://ocop@localhost/ocop",
    "EMAIL_URL": "smtp://localhost:25",
    "SITE_URL": "https://ocop.example.vn",
    "BROKER_URL": "redis://localhost/0",
}

if __name__ == "__main__":
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    sys.exit(subprocess.run(command, cwd=ROOT, env=os.environ | PRODUCTION, check=False).returncode)  # noqa: S603 - our own command
