"""The ASGI application the web process serves: Django behind a wall against bodies that are too much."""

from __future__ import annotations

import gc
import os
from typing import cast

import django
from django.urls import get_resolver

from mingjian.platform.runtime.wall import App, Wall
from mingjian.settings import settings
from mingjian.storage import blob_store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
django.setup(set_prefix=False)

from mingjian.platform.runtime.forms import Handler  # noqa: E402 - as below

inner = Handler(blob_store)
get_resolver().url_patterns  # noqa: B018 - the first visitor does not wait for what every request needs

from mingjian.platform.scans.services.desk import open_desk  # noqa: E402 - its models need Django set up

open_desk()
application = Wall(cast("App", inner), limit_bytes=settings().max_upload_bytes)
gc.collect()
gc.freeze()  # what is loaded stays; the collector need not walk it again and again
