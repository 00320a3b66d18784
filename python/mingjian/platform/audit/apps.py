"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mingjian.platform.audit"
    label = "audit"
