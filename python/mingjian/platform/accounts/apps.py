"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingjian.platform.accounts"
    label = "accounts"
