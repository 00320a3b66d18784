"""One page from the network, when the caller named its address: the only place of a scan that goes out."""

from __future__ import annotations

from urllib.parse import urlsplit

from mingjian.artifacts.policy.fetch import Answer, get
from mingjian.errors import ArtifactError, ServiceError


def is_url(place: str) -> bool:
    """An address of the web rather than a file."""
    return place.lower().startswith(("http://", "https://"))


def fetch(url: str) -> Answer:
    """The page at `url`; the host that the user named may stand in the user's own network.

    Raises:
        ServiceError: the server cannot be reached or gives up midway.
        ArtifactError: it answers with an error or too much, or leads into a private network.
    """
    try:
        return get(url, allow={urlsplit(url).hostname or ""})
    except ArtifactError as error:
        if error.code != "url_unreachable":
            raise
        raise ServiceError(f"{url}: {error.detail}") from None
    except ValueError as error:
        raise ArtifactError("url_refused", str(error), path=url) from None
