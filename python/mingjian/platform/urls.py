"""Every address. Each view declares who may open it (`accounts.gate.page`); the access matrix reads that."""

from __future__ import annotations

from django.urls import include, path

from mingjian.platform.accounts.addresses import addresses as accounts
from mingjian.platform.api import api
from mingjian.platform.notifications.addresses import addresses as notifications
from mingjian.platform.portfolio import pages as portfolio
from mingjian.platform.portfolio import rules
from mingjian.platform.runtime import health
from mingjian.platform.scans import evidence_pages
from mingjian.platform.scans import pages as scans
from mingjian.platform.web import views

urlpatterns = [
    path("api/v1/", api.urls),
    *accounts,
    *notifications,
    path("accounts/", include("allauth.urls")),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.exposition, name="metrics"),
    path("", portfolio.home, name="overview"),
    path("upload", scans.upload, name="upload"),
    path("uploads/<uuid:upload_id>/forget", scans.forget_upload, name="forget-upload"),
    path("scans", scans.queue, name="scans"),
    path("scans/run", evidence_pages.run, name="run-scan"),
    path("scans/page", evidence_pages.visit, name="page-scan"),
    path("scans/<uuid:scan_id>/evidence", evidence_pages.evidence, name="evidence"),
    path("scans/<uuid:scan_id>/records/<str:sha256>", evidence_pages.record, name="record"),
    path("scans/rows", scans.rows, name="scan-rows"),
    path("scans/events", scans.events, name="scan-events"),
    path("scans/<uuid:scan_id>/cancel", scans.cancel, name="cancel-scan"),
    path("scans/<uuid:scan_id>/retry", scans.retry, name="retry-scan"),
    path("apps", portfolio.apps, name="apps"),
    path("apps/<uuid:app_id>", portfolio.app, name="app"),
    path("apps/<uuid:app_id>/icon", portfolio.icon, name="app-icon"),
    path("compare", portfolio.compare_apps, name="compare-apps"),
    path("sdks", portfolio.sdks, name="sdks"),
    path("sdks/<slug:sdk_id>", portfolio.sdk, name="sdk"),
    path("search", portfolio.search, name="search"),
    path("searches", portfolio.save, name="save-search"),
    path("searches/<uuid:saved_id>/forget", portfolio.forget, name="forget-search"),
    path("rules", rules.rules, name="rules"),
    path("rules/<path:rule_id>", rules.rule, name="rule"),
    path("", include("mingjian.platform.exports.urls")),
    path("", include("mingjian.platform.findings.urls")),
    path("", include("mingjian.platform.reports.urls")),
]

handler404 = "mingjian.platform.web.views.not_found"
handler403 = "mingjian.platform.web.views.forbidden"
handler500 = "mingjian.platform.web.views.broken"
