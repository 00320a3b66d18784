"""The web process: uvicorn over a socket the supervisor holds, so that a restart loses no connection."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import warnings

import uvicorn

from mingjian.platform.runtime import logs
from mingjian.platform.runtime.bodies import Line
from mingjian.settings import data_folder, settings

STOP_SECONDS = 10
"""How long requests may take to end once it was asked to stop."""


def main(descriptor: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    logs.set_up("web")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
    incoming = data_folder() / "incoming"
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    tempfile.tempdir = str(incoming)  # bodies on their way in lie on the disk of the blobs, not in /tmp
    # Whitenoise hands out files in pieces read as they go; that they are read in a thread is as it should be.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    config = uvicorn.Config(
        "mingjian.platform.asgi:application", log_config=None, access_log=False, server_header=False,
        http=Line, ws="none",
        proxy_headers=settings().behind_proxy, forwarded_allow_ips="*" if settings().behind_proxy else None,
        timeout_graceful_shutdown=STOP_SECONDS, timeout_keep_alive=15, lifespan="on",
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
