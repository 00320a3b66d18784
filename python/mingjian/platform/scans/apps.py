"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "mingjian.platform.scans"
    label = "scans"
