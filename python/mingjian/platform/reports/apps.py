"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mingjian.platform.reports"
    label = "reports"
