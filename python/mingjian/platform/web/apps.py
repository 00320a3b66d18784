"""Wires what every process needs: the scope of each new connection."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "mingjian.platform.web"
    label = "web"

    def ready(self) -> None:
        from mingjian.platform.database import apply_scope

        connection_created.connect(apply_scope, dispatch_uid="scope")
