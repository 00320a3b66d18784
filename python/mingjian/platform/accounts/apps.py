"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingjian.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Changes of passwords and keys are written down."""
        from mingjian.platform.accounts import ways_in

        ways_in.listen()
