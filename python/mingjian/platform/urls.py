"""Every address. Each view declares who may open it (`accounts.gate.page`); the access matrix reads that."""

from __future__ import annotations

from django.urls import include, path

from mingjian.platform.api import api
from mingjian.platform.runtime import health
from mingjian.platform.web import views

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.exposition, name="metrics"),
    path("", views.home, name="home"),
]

handler404 = "mingjian.platform.web.views.not_found"
handler403 = "mingjian.platform.web.views.forbidden"
handler500 = "mingjian.platform.web.views.broken"
