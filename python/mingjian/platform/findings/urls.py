"""Addresses of what is done about findings."""

from __future__ import annotations

from django.urls import path

from mingjian.platform.findings import pages

urlpatterns = [
    path("findings", pages.inbox, name="findings"),
    path("findings/decisions", pages.decide_many, name="findings_decide"),
    path("findings/<uuid:finding_id>/acts", pages.act, name="finding_act"),
]
