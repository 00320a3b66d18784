"""Addresses of exports, seals and badges."""

from __future__ import annotations

from django.urls import path

from mingjian.platform.exports import pages

urlpatterns = [
    path("exports", pages.exports, name="exports"),
    path("exports/<uuid:export_id>", pages.export, name="export"),
    path("exports/<uuid:export_id>/file", pages.file, name="export_file"),
    path("scans/<uuid:scan_id>/seal", pages.seal, name="seal"),
    path("seals/<uuid:seal_id>", pages.verifier, name="seal_verifier"),
    path("seals/<uuid:seal_id>/<str:kind>", pages.sealed_file, name="sealed_file"),
    path("apps/<uuid:app_id>/badge", pages.badge_settings, name="badge_settings"),
    path("badges/<uuid:app_id>.svg", pages.badge, name="badge"),
]
