"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "mingjian.platform.scans"
    label = "scans"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from mingjian.platform.scans.watching import signed_out

        user_logged_out.connect(signed_out, dispatch_uid="scans.signed_out")
