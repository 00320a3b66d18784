"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "mingjian.platform.exports"
    label = "exports"
