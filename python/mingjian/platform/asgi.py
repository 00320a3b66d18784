"""The ASGI application the web process serves: Django behind a wall against bodies that are too much."""

from __future__ import annotations

import os
from typing import cast

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from mingjian.platform.runtime.wall import App, Wall
from mingjian.settings import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
inner = get_asgi_application()
get_resolver().url_patterns  # noqa: B018 - the first visitor does not wait for what every request needs
application = Wall(cast("App", inner), limit_bytes=settings().max_upload_bytes)
