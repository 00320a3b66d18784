"""The Jinja2 environment of all pages; every word that comes from outside is made visible first."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any, cast

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from mingjian.platform.accounts import sign_in, staying
from mingjian.platform.web import navigation, words
from mingjian.platform.web.filling import filling
from mingjian.report.reading import both, visible
from mingjian.report.words import CSS, VERDICT, VERDICT_SHORT


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for."""
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_seen)
    made: Environment = Environment(**options)  # noqa: S701 - Django's backend sets autoescape
    shared: dict[str, object] = {
        "url": url, "asset": asset, "t": words.t, "say_pair": words.say, "lang": words.lang, "both": both,
        "symbols": symbols, "get_messages": get_messages, "VERDICT": VERDICT,
        "VERDICT_SHORT": VERDICT_SHORT, "CSS": CSS,
        "filling": filling, "tabs": navigation.tabs, "menu": navigation.menu, "keyed": navigation.keyed,
        "mail_configured": sign_in.mail_configured, "oidc_name": sign_in.oidc_name,
        "session_left": staying.left,
    }  # fmt: skip
    made.globals.update(cast("Any", shared))
    made.filters.update(day=words.day, moment=words.moment, size=words.size, number=words.number)
    return made


def url(name: str, *parts: object) -> str:
    """The address of a page by its route's name and the parts of its path."""
    return reverse(name, args=parts)


def asset(name: str) -> str:
    """A static file's address, with its content's digest so that browsers may keep it for ever."""
    return f"{static(name)}?v={_digest(name)}"


@cache
def symbols() -> Markup:
    """The sprite of glyphs and icons: the report's and the pages' own."""
    ours = ("mingjian.report", "assets"), ("mingjian.platform.web", "templates/web")
    texts = [
        resources.files(room).joinpath(*at.split("/"), "symbols.svg").read_text("utf-8") for room, at in ours
    ]
    return Markup("".join(texts))  # noqa: S704 - our own files


@cache
def _digest(name: str) -> str:
    from django.contrib.staticfiles import finders

    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    with open(path, "rb") as file:  # noqa: PTH123 - a path of the finder's own
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]


def _seen(value: object) -> object:
    return visible(value) if type(value) is str else value
