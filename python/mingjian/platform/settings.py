"""Django's settings. What an operator may choose comes from `mingjian.settings`, nothing else is read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from mingjian.platform.accounts import sign_in
from mingjian.platform.database import address
from mingjian.platform.runtime.embedded import address_of
from mingjian.platform.runtime.folder import kept_secret
from mingjian.settings import data_folder, settings

_HERE = Path(__file__).parent
_OURS = settings()

DATA_DIR = data_folder()
SECRET_KEY = _OURS.secret_key or kept_secret(DATA_DIR) or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = [host for host in _OURS.hosts.split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("*", "localhost")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _OURS.behind_proxy else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _OURS.behind_proxy
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

NOUNS = (
    "audit", "accounts", "catalogue", "scans", "findings", "reports", "exports", "portfolio", "notifications"
)  # fmt: skip
"""One app per noun; a new one is named here, in `urls.py` and in `api.py`."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "procrastinate.contrib.django",
    "mingjian.platform.web",
    *(f"mingjian.platform.{noun}" for noun in NOUNS),
]

MIDDLEWARE = [
    "mingjian.platform.runtime.observe.requests",
    "mingjian.platform.web.middleware.security",
    "mingjian.platform.problems.api_errors",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingjian.platform.web.middleware.scope_none",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mingjian.platform.web.middleware.language",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingjian.platform.accounts.staying.used",
    "mingjian.platform.accounts.middleware.member",
    "mingjian.platform.accounts.middleware.leaving",
]

ROOT_URLCONF = "mingjian.platform.urls"
ASGI_APPLICATION = "mingjian.platform.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [*sorted(_HERE.glob("*/templates")), _HERE.parent / "report" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "mingjian.platform.web.jinja.environment"},
    },
    {  # What allauth and Django draw themselves: mails, and pages we have not drawn.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": address(_OURS.database_url or address_of(DATA_DIR / "postgres"))}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a database that was started again is no error
DATABASES["default"]["OPTIONS"].setdefault("pool", {"min_size": 1, "max_size": 16, "timeout": 10})
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # sign-in attempts are counted here: no one may push them out
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_TEMPLATE_EXTENSION = "html.j2"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mingjian.platform.accounts.adapter.AccountAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _OURS.behind_proxy
ALLAUTH_TRUSTED_PROXY_COUNT = int(_OURS.behind_proxy)
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/10m/ip,5/5m/key"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation reached the address, or the admin vouches for it
MFA_TOTP_ISSUER = "Mingjian"
MFA_TOTP_TOLERANCE = 1  # a step either way, for phones whose clock is off (RFC 6238, 5.2)
MFA_ADAPTER = "mingjian.platform.accounts.adapter.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "mingjian.platform.accounts.adapter.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = sign_in.providers(_OURS)
SESSION_COOKIE_AGE = 14 * 86400
globals().update(sign_in.mail(_OURS))
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "mj-lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [("report", _HERE.parent / "report" / "assets")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = bool(os.environ.get("MINGJIAN_RELOAD"))

FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [  # a body of up to 2.5 MB (FILE_UPLOAD_MAX_MEMORY_SIZE) needs no files of its own
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOGGING_CONFIG = None
