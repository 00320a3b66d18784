"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "mingjian.platform.portfolio"
    label = "portfolio"
