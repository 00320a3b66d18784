"""A DevTools session, with the types Playwright leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page


class Session(Protocol):
    """One connection to the browser or to one of its pages."""

    async def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to one call."""
        ...

    def on(self, event: str, f: Callable[[dict[str, Any]], None]) -> None:
        """Calls `f` with each event of that name."""
        ...

    async def detach(self) -> None:
        """Ends the connection."""
        ...


async def page_session(context: BrowserContext, page: Page) -> Session:
    """A session of one page."""
    return cast("Session", await context.new_cdp_session(page))


async def browser_session(browser: Browser) -> Session:
    """A session of the browser itself."""
    return cast("Session", await browser.new_browser_cdp_session())
