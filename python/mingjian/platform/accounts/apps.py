"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingjian.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Changes of passwords and keys are written down; a sign-in knows when it ends."""
        from mingjian.platform.accounts import staying, ways_in

        ways_in.listen()
        staying.listen()
