"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "mingjian.platform.findings"
    label = "findings"
