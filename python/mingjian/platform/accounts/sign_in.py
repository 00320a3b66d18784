"""What the settings say of mail and of an OpenID Connect provider, in Django's and allauth's form."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from mingjian.errors import UsageError
from mingjian.settings import Settings, settings

PROVIDER = "sso"


def providers(ours: Settings) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS.

    Raises:
        UsageError: an issuer without a client.
    """
    if not ours.oidc_issuer:
        return {}
    if not (ours.oidc_client_id and ours.oidc_client_secret):
        raise UsageError("MINGJIAN_OIDC_ISSUER needs MINGJIAN_OIDC_CLIENT_ID and MINGJIAN_OIDC_CLIENT_SECRET")
    app = {
        "provider_id": PROVIDER, "name": ours.oidc_name, "client_id": ours.oidc_client_id,
        "secret": ours.oidc_client_secret,
        "settings": {"server_url": ours.oidc_issuer, "oauth_pkce_enabled": True},
    }  # fmt: skip
    return {"openid_connect": {"APPS": [app], "EMAIL_AUTHENTICATION": True, "VERIFIED_EMAIL": False}}


def mail(ours: Settings) -> dict[str, Any]:
    """Django's EMAIL_* settings.

    Raises:
        UsageError: the address is of another scheme.
    """
    if not ours.mail_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    at = urlsplit(ours.mail_url)
    if at.scheme not in ("smtp", "smtps") or not at.hostname:
        raise UsageError("MINGJIAN_MAIL_URL is not smtp://… or smtps://…")
    secure = at.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "mingjian.platform.accounts.mailer.Backend",
        "EMAIL_HOST": at.hostname,
        "EMAIL_PORT": at.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(at.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(at.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": ours.mail_from,
    }


def mail_configured() -> bool:
    """True where mail can be sent."""
    return bool(settings().mail_url)


def oidc_name() -> str:
    """What the button of the provider says; empty where there is none."""
    return settings().oidc_name if settings().oidc_issuer else ""
