"""The ASGI application the web process serves."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
application = get_asgi_application()
