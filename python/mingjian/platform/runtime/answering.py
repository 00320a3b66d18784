"""Django's handler with one way into a thread and one way back a request.

Every view and every middleware of ours is a plain function. Django's own ASGI handler goes between the loop
and a new thread five or six times for such a request, which costs more than most of our views do. Here
signals, middleware, view and the giving back of the connection are one call in a thread that stays. Only what
streams goes on in the loop, as Django has it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.http import FileResponse
from django.urls import set_script_prefix

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
THREADS = 64
"""Requests at work at the same time; what comes beyond waits. They start as they are needed, and the pool of
connections is smaller."""


class Handler(ASGIHandler):
    """Django's, but for the way."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    async def handle(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with contextlib.closing(body):
            set_script_prefix(get_script_prefix(scope))
            # The context goes along: the request's number, its language, whose rows it may see.
            context = copy_context()
            response = await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: context.run(self._answer, scope, body)
            )
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)

    def _answer(self, scope: Mapping[str, Any], body: IO[bytes]) -> Any:
        """What the view says, closed where it is whole: sending it needs no connection."""
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = self.get_response(request) if request is not None else refused
        response._handler_class = self.__class__  # what the signal at its end is sent for
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response

    async def _stream(self, response: Any, receive: Receive, send: Send) -> None:
        """Sends what comes piece by piece, until it ends or the client hangs up."""
        sending = asyncio.ensure_future(self.send_response(response, send))
        leaving = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            ends = await asyncio.gather(sending, leaving, return_exceptions=True)
            await sync_to_async(response.close)()
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, RequestAborted):
                raise end
