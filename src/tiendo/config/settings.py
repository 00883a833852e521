"""Django settings. Addresses and secrets come from the environment or the home folder, never from here."""

import os
from datetime import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tiendo.config import home as home_folder
from tiendo.gateways import address


def _megabytes(name: str, default: str) -> int:
    """The megabytes that a variable of the environment names. Raises ImproperlyConfigured."""
    text = os.environ.get(name) or default
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) <= 100_000):
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be a whole number of megabytes from 1 to 100000.")
    return int(text)


def _seconds(name: str, default: str) -> int:
    """The seconds that a variable of the environment names. Raises ImproperlyConfigured."""
    text = os.environ.get(name) or default
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 86_400):
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be a whole number of seconds from 1 to 86400.")
    return int(text)


def _time(name: str, default: str) -> time:
    """The time of day that a variable of the environment names. Raises ImproperlyConfigured."""
    text = os.environ.get(name) or default
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be a time of day such as 07:30.") from error


PACKAGE = Path(__file__).resolve().parents[1]
HOME = home_folder.home()

# `tiendo.config.cli` finds (and starts) the database and hands its address down; nothing is started at import.
DATABASE_ADDRESS = os.environ.get("TIENDO_DATABASE", "postgresql://127.0.0.1:1/not-started")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **address.parse(DATABASE_ADDRESS),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # sessions and password hashing; rights are our own table of role × verb
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",  # jobs: its queue is the same database
    "tiendo.journal",
    "tiendo.ui",
    "tiendo.org",
    "tiendo.people",
    "tiendo.documents",
    "tiendo.workdays",
    "tiendo.directives",
    "tiendo.tasks",
    "tiendo.reporting",
    "tiendo.sheets",
    "tiendo.checking",
    "tiendo.requests",
    "tiendo.obstacles",
    "tiendo.restructuring",
    "tiendo.figures",
    "tiendo.overview",
    "tiendo.notices",
    "tiendo.api",
    "tiendo.demo",
    "tiendo.config",
]

MIDDLEWARE = [
    "tiendo.config.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tiendo.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tiendo.people.middleware.WithActor",
    "tiendo.people.middleware.ChosenPassword",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tiendo.ui.middleware.RefusalPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tiendo.ui.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tiendo.ui.templatetags.terms",
            ],
        },
    }
]

ROOT_URLCONF = "tiendo.config.urls"
WSGI_APPLICATION = "tiendo.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = os.environ.get("TIENDO_SECRET_KEY") or home_folder.secret_key()
DEBUG = os.environ.get("TIENDO_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("TIENDO_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_FAILURE_VIEW = "tiendo.ui.failures.form_too_old"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TIENDO_ORIGINS", "").split(",") if origin]

# `tiendo serve` on a loopback address speaks plain HTTP; everywhere else a proxy ends TLS in front of it.
PLAIN_HTTP = os.environ.get("TIENDO_PLAIN_HTTP") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_PROXY_SSL_HEADER = None if PLAIN_HTTP else ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "tiendo.people.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["tiendo.people.backends.Accounts"]
PASSWORD_HASHERS = ["tiendo.people.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "overview:home"

TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]  # every other room has its own in its folder, found by Django
LANGUAGE_COOKIE_NAME = "tiendo_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # every address of ours bears a mark of its contents
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # the jobs of a room stand in its jobs.py
# A worker that gave no sign of life for so many seconds is gone; its jobs are taken up by another one.
STALLED_AFTER = _seconds("TIENDO_STALLED_SECONDS", "60")
# Mails: the server as smtp://, smtp+tls:// or smtps://user:password@host:port; without one nothing is sent.
SMTP_URL = os.environ.get("TIENDO_SMTP_URL", "")
MAIL_FROM = os.environ.get("TIENDO_MAIL_FROM") or "Tiến Độ <tien-do@localhost>"
MESSENGERS = [name for name in os.environ.get("TIENDO_MESSENGERS", "zalo,tgram,viber").split(",") if name]
SITE_ADDRESS = (os.environ.get("TIENDO_SITE_ADDRESS") or "http://127.0.0.1:8000").rstrip("/")  # of links in mails
DIGEST_TIME = _time("TIENDO_DIGEST_TIME", "07:30")  # of a working day, in TIME_ZONE
FILES_ROOT = HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MAX_TABLE_BYTES = _megabytes("TIENDO_MAX_TABLE_MB", "100") * 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
