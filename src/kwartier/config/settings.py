"""Settings, all from the environment; every default is safe for production but DEBUG's own."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from kwartier.config.environment import (
    find_database_url,
    parse_database_url,
    read_flag,
    read_list,
    read_number,
)
from kwartier.config.pooling import check_connection

PACKAGE = Path(__file__).resolve().parent.parent
ROLE = os.environ.get("KWARTIER_ROLE", "owner")
DEBUG = read_flag("KWARTIER_DEBUG")
DEMONSTRATION = read_flag("KWARTIER_DEMO")
TESTING = "PYTEST_VERSION" in os.environ

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if ROLE == "web" and not TESTING:
        raise ImproperlyConfigured("Set SECRET_KEY: sessions and tokens are signed with it.")
    SECRET_KEY = "only-for-commands-and-tests"  # noqa: S105 - the web refuses to start with it
# Secrets of second factors are sealed with the first, and opened with any: see parties._sealing.
KWARTIER_FACTOR_KEYS = read_list("KWARTIER_FACTOR_KEYS")

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "127.0.0.1,localhost,.localhost,testserver")
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "kwartier.platform",
    "kwartier.parties",
    "kwartier.brand_settings",
    "kwartier.weather",
    "kwartier.ledger",
    "kwartier.payments",
    "kwartier.banking",
    "kwartier.metering",
    "kwartier.intervals",
    "kwartier.pricing",
    "kwartier.supply",
    "kwartier.billing",
    "kwartier.alerts",
    "kwartier.documents",
    "kwartier.delivery",
    "kwartier.arrears",
    "kwartier.support",
    "kwartier.ui",
    "kwartier.portal",
    "kwartier.office",
    "kwartier.api",
    "kwartier.jobs",
    "kwartier.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kwartier.platform.heads.HeadMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "kwartier.platform.tenancy.BrandMiddleware",
    "kwartier.platform.tenancy.BrandSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kwartier.platform.tenancy.TransactionMiddleware",
    "kwartier.platform.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kwartier.portal.account.step_up.StepUpMiddleware",
    "kwartier.parties.sessions.SessionActivityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kwartier.config.failures.NotOpenedMiddleware",
]

ROOT_URLCONF = "kwartier.config.urls"
WSGI_APPLICATION = "kwartier.config.wsgi.application"
AUTH_USER_MODEL = "parties.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # ours before the templates of the sign-in library
        "DIRS": [PACKAGE / "ui" / "templates", PACKAGE / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kwartier.ui.context.page",
                "kwartier.demo.context.demonstration",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kwartier.ui.templatetags.constants",
            ],
        },
    },
]

DATABASES = {"default": parse_database_url(find_database_url())}
# From the second time on a fixed statement is prepared: see kwartier.platform.prepared. Through a
# pooler that hands a connection to others between transactions, set it to -1.
_PREPARE_AFTER = read_number("KWARTIER_PREPARE", "1")
if _PREPARE_AFTER >= 0:
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = _PREPARE_AFTER
if ROLE == "web":
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 2,
        "max_size": read_number("KWARTIER_POOL", "16"),
        "timeout": 10,
        "check": check_connection,
    }

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Where imported load profiles are kept; empty: only the packed ones.
KWARTIER_PROFILES_DIR = os.environ.get("KWARTIER_PROFILES_DIR", "")
# The archive of documents: a folder that is kept and backed up like the database.
KWARTIER_ARCHIVE = os.environ.get("KWARTIER_ARCHIVE") or str(
    Path(os.environ.get("KWARTIER_DATA", ".demo")) / "archive"
)
# Where e-invoices are dropped for the access point, a folder per brand; empty: they wait.
KWARTIER_EINVOICES = os.environ.get("KWARTIER_EINVOICES", "")
# Where print batches are dropped for the print house, a folder per brand; empty: letters wait.
KWARTIER_PRINT = os.environ.get("KWARTIER_PRINT", "")
# Where the bank's statements arrive, a folder per brand; empty: they are loaded by hand.
KWARTIER_BANK = os.environ.get("KWARTIER_BANK", "")
# Where collections and refunds are dropped for the bank, a folder per brand; empty: agents fetch them.
KWARTIER_BANK_OUT = os.environ.get("KWARTIER_BANK_OUT", "")
# Where customers open the pages (https://energy.example), for links in mails; empty: mails have none.
KWARTIER_ADDRESS = os.environ.get("KWARTIER_ADDRESS", "")
# Collected, compressed and named by their content where there is a folder for them (the
# demonstration makes one at its start, production with `kwartier manage collectstatic`); else
# served as they stand in the program.
STATIC_ROOT = os.environ.get("KWARTIER_STATIC") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "archive": {
        "BACKEND": "kwartier.platform.archive.ArchiveStorage",
        "OPTIONS": {"location": KWARTIER_ARCHIVE},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
BEHIND_TLS = read_flag("KWARTIER_TLS")
SESSION_ENGINE = "kwartier.platform.sessions"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "kwartier.config.failures.show_stale_form"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Without EMAIL_URL mails wait in the outbox; see config/mail.py.
SILENCED_SYSTEM_CHECKS = ["mail.W001"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Rate limits are counted in the default cache: several web processes must share it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
        "KEY_FUNCTION": "kwartier.platform.limits.veil_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

from kwartier.config.identity import *  # noqa: E402, F403 - settings of the sign-in library
from kwartier.config.logs import LOGGING  # noqa: E402, F401 - used by Django by its name
from kwartier.config.mail import DEFAULT_FROM_EMAIL, MAILERS  # noqa: E402, F401 - the same
