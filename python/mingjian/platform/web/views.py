"""Pages that belong to no noun: language, theme, errors."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme

from mingjian.errors import StorageError
from mingjian.platform.accounts.gate import PUBLIC, page
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t
from mingjian.storage.files import FULL

_STYLES = ("report/mj.css", "web/platform.css")


@page(PUBLIC, "POST")
def language(request: HttpRequest) -> HttpResponse:
    """Switches 中/EN and returns to the page it was asked from."""
    code = "en" if request.POST.get("language") == "en" else "zh-hans"
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, code)


@page(PUBLIC, "POST")
def theme(request: HttpRequest) -> HttpResponse:
    """Switches light and dark and returns to the page it was asked from."""
    return _kept(request, "mj-theme", "dark" if request.POST.get("theme") == "dark" else "light")


def _kept(request: HttpRequest, name: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(name, value, max_age=365 * 86400, samesite="Lax")
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in words."""
    return draw(
        request, "web/message.html.j2", 404, title=t("没有这一页", "No such page"),
        text=t("地址有误，或内容属于另一单位。", "The address is wrong, or another organisation's."),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in words: mostly a form that outlived its session."""
    return draw(
        request, "web/message.html.j2", 403, title=t("没有照办", "Not done"),
        text=t("表单已过期或来自别处。返回上一页刷新后再提交。",
               "The form is too old or came from elsewhere. Go back, reload, submit again."),
    )  # fmt: skip


def broken(request: HttpRequest) -> HttpResponse:
    """Without a template: whatever broke may be what draws pages. 503, 507 where time or room is short."""
    status, zh, en = _why(sys.exc_info()[1])
    styles = "".join(f'<link rel="stylesheet" href="{escape(_asset(name))}">' for name in _STYLES)
    title = t("出了错", "Something broke") if status == 500 else t("暂不可用", "Not available now")
    return HttpResponse(
        f'<!doctype html><html lang="{t("zh-CN", "en")}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{styles}</head><body>'
        f'<main class="page" id="main"><header class="page-head"><div><h1>{title}</h1>'
        f"<p>{t(zh, en)}</p></div></header>"
        f'<p class="actions section"><a class="button" href="">{t("重试", "Try again")}</a> '
        f'<a class="button quiet" href="/">{t("回首页", "Home")}</a></p></main></body></html>',
        status=status,
    )


def _asset(name: str) -> str:
    try:
        return static(name)
    except ValueError:  # not collected: the page stands without it
        return f"/static/{name}"


def _why(error: BaseException | None) -> tuple[int, str, str]:
    while error is not None:
        full = isinstance(error, StorageError) and error.code == "full"
        if full or (isinstance(error, OSError) and error.errno in FULL):
            return 507, "磁盘已满，没有保存。", "The disk is full; nothing was kept."
        if isinstance(error, (OperationalError, InterfaceError, StorageError)):
            return 503, "数据库或存储暂不可用，请稍后再试。", "Database or store are away; try again."
        error = error.__cause__ or error.__context__
    return (
        500,
        "出了错，已记入日志；已提交的内容仍在。",
        "Something broke and was logged; what you submitted is kept.",
    )
