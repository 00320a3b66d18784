"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "mingjian.platform.catalogue"
    label = "catalogue"
