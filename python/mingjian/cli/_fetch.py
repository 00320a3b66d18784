"""One page from the network, when the caller named its address: the only place of a scan that goes out."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct

import mingjian
from mingjian.errors import ArtifactError, ServiceError

MOST_BYTES = 64 << 20
"""As much as a file that is read (`max_entry_bytes`); what is longer is no policy."""
PATIENCE_S = 20.0


class Page(Struct, frozen=True):
    url: str
    """Where the answer came from, after redirects."""
    data: bytes
    content_type: str
    """As the server says, `text/html; charset=gbk`; empty when it does not."""


def is_url(place: str) -> bool:
    """An address of the web rather than a file."""
    return place.lower().startswith(("http://", "https://"))


def fetch(url: str) -> Page:
    """The page at `url`.

    Raises:
        ServiceError: the server cannot be reached or gives up midway.
        ArtifactError: it answers with an error, or with more than MOST_BYTES.
    """
    agent = {"User-Agent": f"Mozilla/5.0 (compatible; mingjian/{mingjian.__version__})"}
    try:
        request = urllib.request.Request(_ascii(url), headers=agent)  # noqa: S310 - is_url() saw to the scheme
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            data: bytes = answer.read(MOST_BYTES + 1)
            page = Page(answer.geturl(), data, answer.headers.get("Content-Type", ""))
    except urllib.error.HTTPError as error:
        raise ArtifactError(
            "http_status", f"the server answers {error.code} {error.reason}", path=url
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise ServiceError(f"{url}: {reason}") from None
    if len(data) > MOST_BYTES:
        raise ArtifactError("policy_too_large", f"more than {MOST_BYTES} bytes", path=url, offset=MOST_BYTES)
    return page


def _ascii(url: str) -> str:
    """The address with its Chinese letters escaped."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    safe = "/?:@!$&'()*+,;=%~-._"
    return urlunsplit((parts.scheme, host, quote(parts.path, safe), quote(parts.query, safe), ""))
