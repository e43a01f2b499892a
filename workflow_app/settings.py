"""Settings: what an installation may choose is in ``environment.py``, the rest is decided here."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from workflow_app import environment

ENV = environment.read()
BASE_DIR = environment.BASE_DIR

# --- What runs

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "workflow_app.urls"
WSGI_APPLICATION = "workflow_app.wsgi.application"

INSTALLED_APPS = [
    # before ours, which takes back what auth registers in the administration
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "workflow_app.apps.WorkflowAppConfig",
    "viewflow.workflow",
    "processes.apps.ProcessesConfig",
    "forms.apps.FormsConfig",
    "notifications.apps.NotificationsConfig",
    # after ours, so that our templates are found first
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    # first, so that it comes last: behind whatever reads, measures or packs an answer
    "workflow_app.middleware.no_body_for_head",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # below whitenoise, whose files are compressed already; above all that looks into a page
    "workflow_app.middleware.Compressed",
    "workflow_app.middleware.content_security_policy",
    "workflow_app.middleware.what_a_page_may_use",
    "workflow_app.middleware.nothing_personal_is_stored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # before anybody is known: a session that is too old knows nobody
    "forms.sessions.sessions_end",
    "workflow_app.middleware.only_the_switch_chooses_the_language",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # a page is closed unless it says otherwise (login_not_required)
    "forms.views.kept.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "forms.views.errors.says_not_allowed",
    "forms.doors.SecondDoor",
    "forms.paces.Paced",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # last: it makes an answer of a lock
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forms.context.everywhere",
            ],
        },
    },
]

# --- Database

SQLITE = {
    "OPTIONS": {
        # a writer waits for its turn at BEGIN; without it two writers meet "database is locked"
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: INSERT OR REPLACE must meet the triggers that guard the history
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;",
    },
    # a file, not memory: the browser tests' server reads it from other threads. The process id
    # keeps two test runs on one machine apart.
    "TEST": {"NAME": str(Path(tempfile.gettempdir()) / f"ocop-test-{os.getpid()}.sqlite3")},
}
POSTGRESQL = {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        "options": "-c lock_timeout=3000 -c statement_timeout=15000"
        " -c idle_in_transaction_session_timeout=30000"
        # compiling a statement that looks costly takes seconds; none of ours runs for as long
        " -c jit=off",
    },
}
# counters of tries (forms/limits.py); with the 300 of Django a stranger fills it within minutes
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
DATABASES = {
    "default": {
        **ENV.database,
        # with IMMEDIATE, a transaction round every request would make readers queue as writers
        "ATOMIC_REQUESTS": False,
        **(SQLITE if ENV.on_sqlite else POSTGRESQL),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People

AUTH_USER_MODEL = "processes.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign_in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# length and not a well-known password; no rules of composition, no forced change (OWASP ASVS 6.2)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "forms.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "forms.passwords.NotOfThisPlace"},
]

# five wrong passwords lock one name from one address, for half an hour: never a name alone, with
# which anybody could lock anybody out, and never an address alone, which a whole office shares
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever keeps trying prolongs nothing
AXES_CLIENT_IP_CALLABLE = "forms.limits.single_address"
AXES_LOCKOUT_CALLABLE = "forms.views.session.locked_out"
AXES_HANDLER = "workflow_app.tries.Tries"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the account log has it (processes.models.AccountEntry)
AXES_VERBOSE = False
# officers, councils, leaders, auditors and administrators show a code of their telephone; off in
# development and in tests, unless SECOND_FACTOR=1
SECOND_FACTOR_REQUIRED = ENV.second_factor
OTP_TOTP_ISSUER = "OCOP"

# --- Language and time

LANGUAGE_CODE = ENV.language
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["workflow_app.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Files

STATIC_URL = "static/"
# in development whitenoise serves the files where they lie, and there is nothing to collect
STATIC_ROOT = BASE_DIR / "staticfiles" if ENV.production else None
WHITENOISE_USE_FINDERS = not ENV.production
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# what people hand in is private: no address leads to it but a view that asks who is asking
MEDIA_ROOT = ENV.media_root
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = ENV.upload_max_mb * 1024 * 1024
UPLOAD_DOSSIER_BYTES = ENV.upload_dossier_mb * 1024 * 1024
UPLOAD_RESERVE_BYTES = ENV.upload_reserve_mb * 1024 * 1024
CLAMD = ENV.clamd
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "forms.uploads.Limited",
]

# --- Mail

EMAIL_CONFIG = ENV.email
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds; far below the lease of an outbox row
if ENV.anymail:  # a mail service instead of SMTP
    EMAIL_BACKEND = f"anymail.backends.{ENV.anymail.pop('BACKEND')}.EmailBackend"
    ANYMAIL = ENV.anymail
DEFAULT_FROM_EMAIL = ENV.mail_from
# the ways out of the house that are set up; every notice is in the application besides
CHANNELS = ("email", *ENV.gateways)
GATEWAYS, GATEWAY_SECRET = ENV.gateways, ENV.gateway_secret
SITE_URL = ENV.site_url  # messages carry whole addresses

# --- Heads of the history: the key they are signed with, and where they are sent

SIGNING_KEY_FILE, SIGNING_KEY_IS_MADE = ENV.signing_key_file, ENV.signing_key_is_made
HEAD_MAIL, HEAD_URLS = ENV.head_mail, ENV.head_urls

# --- Safety

CSRF_TRUSTED_ORIGINS = ENV.csrf_trusted_origins
CSRF_FAILURE_VIEW = "forms.views.kept.csrf_failure"
CSRF_COOKIE_HTTPONLY = True  # pages take the token from the form, never from the cookie
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# commune offices share computers (forms/sessions.py; OWASP ASVS 7.3)
SESSION_IDLE_SECONDS = 30 * 60
SESSION_LONGEST_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
PACED = True  # costly pages have a pace (forms/paces.py)
PROOF_SECONDS = 5 * 60  # for so long a password or code just given counts for the heaviest steps
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

TRUSTED_PROXY = ENV.trusted_proxy
if ENV.trusted_proxy:  # only a proxy that overwrites this header may be believed
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if ENV.production:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [
        r"^suc-khoe/(gui-tin/)?$"
    ]  # asked over plain HTTP from the same machine
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # __Host-: browsers refuse such a cookie from a neighbouring host or without HTTPS
    SESSION_COOKIE_NAME = "__Host-sessionid"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

# security.W021 (HSTS preload): preloading is for a registered domain, and is its owner's to ask
# for; this site is one host under a province's domain.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Log: to the console, for the service manager; by default production would print nothing

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "workflow_app.lines.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
