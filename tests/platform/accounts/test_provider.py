"""On the way to a provider who signs people in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from mingjian.platform.accounts.sign_in import providers
from mingjian.settings import Settings

ISSUER = "https://id.example.cn"


def test_a_page_goes_on_by_itself_for_a_form_may_not_lead_elsewhere(
    client: Client, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Settings(oidc_issuer=ISSUER, oidc_client_id="mj", oidc_client_secret="s")  # noqa: S106
    settings.SOCIALACCOUNT_PROVIDERS = providers(ours)
    there = "https://login.example.cn"
    config = {"authorization_endpoint": f"{there}/authorize", "token_endpoint": f"{there}/token"}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    answer = client.post("/accounts/oidc/sso/login/")
    assert answer.status_code == 200, "a redirect would be held back by the browser"
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    onwards = answer["Refresh"].removeprefix("0; url=")
    asked = parse_qs(urlsplit(onwards).query)
    assert onwards.startswith("https://login.example.cn/authorize?") and asked["client_id"] == ["mj"]
    assert asked["code_challenge_method"] == ["S256"] and asked["state"]
    link = LexborHTMLParser(answer.content).css_first("main a.primary")
    assert link is not None and link.attributes["href"] == onwards
    assert client.get("/accounts/oidc/sso/login/").status_code == 200, "asked first, and nothing sent"
