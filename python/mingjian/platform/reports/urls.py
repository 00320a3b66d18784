"""Addresses of reports and of what is seen in them."""

from __future__ import annotations

from django.urls import path

from mingjian.platform.reports import compare, pages

urlpatterns = [
    path("scans/<uuid:scan_id>/report", pages.report, name="report"),
    path("scans/<uuid:scan_id>/media/<str:sha256>", pages.picture, name="report_picture"),
    path("apps/<uuid:app_id>/versions/<uuid:version_id>", pages.newest, name="version"),
    path("findings/<uuid:finding_id>", pages.finding, name="finding"),
    path("apps/<uuid:app_id>/compare", compare.compare, name="compare"),
]
