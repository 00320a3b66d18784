"""Blobs as downloads: nothing in them runs, nobody else's cache keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import StreamingHttpResponse

from mingjian.errors import StorageError
from mingjian.platform.problems import Problem
from mingjian.storage import blob_store


def attachment(sha256: str, media_type: str, name: str, size_bytes: int = 0) -> StreamingHttpResponse:
    """A blob as a download.

    Raises:
        Problem: the blob is not there.
    """
    try:
        size = size_bytes or blob_store().size(sha256)
        chunks = blob_store().stream(sha256)
    except StorageError:
        raise Problem(
            503, "storage", "文件暂时取不到，请稍后再试", "the file cannot be had now; try again"
        ) from None
    response = download(chunks, media_type, name)
    response.headers["Content-Length"] = str(size)
    response.headers["ETag"] = f'"{sha256}"'
    return response


def download(chunks: Iterable[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """Bytes as a download under that name."""
    response = StreamingHttpResponse(chunks, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
