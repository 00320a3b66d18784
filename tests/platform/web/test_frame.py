"""The frame: headers, languages, errors in words."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_nothing_inline_is_allowed(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert b" style=" not in answer.content and b"<script>" not in answer.content


@pytest.mark.django_db
def test_the_language_stays(client: Client) -> None:
    assert 'lang="zh-CN"' in client.get("/").content.decode()
    answer = client.post("/language", {"language": "en", "next": "/?a=1"})
    assert answer["Location"] == "/?a=1"
    assert 'lang="en"' in client.get("/").content.decode()
    assert client.post("/language", {"language": "en", "next": "https://evil.example/"})["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_address_says_so(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
