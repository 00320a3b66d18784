"""The mail server of `MINGJIAN_SMTP_URL`, and one mail through Django's backend."""

from __future__ import annotations

import smtplib
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from msgspec import Struct

from mingjian.errors import UsageError
from mingjian.platform.notifications.outbox import Outcome
from mingjian.settings import settings

TIMEOUT_S = 30


class Server(Struct, frozen=True, kw_only=True):
    """Where mail goes out."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    starttls: bool
    tls: bool


def server() -> Server | None:
    """The mail server of the settings; None where there is none.

    Raises:
        UsageError: `MINGJIAN_SMTP_URL` is not of its form.
    """
    url = settings().smtp_url
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        sender = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
        validate_email(sender)
    except (ValueError, ValidationError):  # the address itself, and its password, are not told
        raise UsageError("MINGJIAN_SMTP_URL wants smtp://user:password@host:587?from=address") from None
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise UsageError("MINGJIAN_SMTP_URL begins with smtp://, smtps:// or smtp+plain:// and names a host")
    tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname, port=port or (465 if tls else 587), user=unquote(parts.username or ""),
        password=unquote(parts.password or ""), sender=sender, tls=tls, starttls=parts.scheme == "smtp",
    )  # fmt: skip


def send(to: str, subject: str, text: str, html: str, message_id: str, *, language: str) -> Outcome:
    """One mail; how it went. Sent twice under one id it is one mail to a reader's program."""
    at = server()
    if at is None:
        return Outcome(
            ok=False, final=True, zh="未配置邮件服务器（MINGJIAN_SMTP_URL）",
            en="no mail server is configured (MINGJIAN_SMTP_URL)",
        )  # fmt: skip
    connection = get_connection(
        host=at.host, port=at.port, username=at.user, password=at.password, use_tls=at.starttls,
        use_ssl=at.tls, timeout=TIMEOUT_S, fail_silently=False,
    )  # fmt: skip
    domain = at.sender.rpartition("@")[2]
    mail = EmailMultiAlternatives(
        " ".join(subject.split()), text, f"明鉴 <{at.sender}>", [to], connection=connection,
        headers={
            "Message-ID": f"<{message_id}@{domain}>", "Auto-Submitted": "auto-generated",
            "Content-Language": "en" if language == "en" else "zh-CN",
        },
    )  # fmt: skip
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return Outcome(
            ok=False, final=any(code >= 500 for code in codes), status=max(codes, default=0),
            zh="收件地址被邮件服务器拒绝", en="the mail server refuses the address",
        )  # fmt: skip
    except smtplib.SMTPAuthenticationError as error:
        return Outcome(
            ok=False, status=error.smtp_code, zh="邮件服务器拒绝登录",
            en="the mail server refuses our user or password",
        )  # fmt: skip
    except (smtplib.SMTPException, OSError) as error:
        kind = type(error).__name__
        return Outcome(
            ok=False, zh=f"邮件服务器没有收下（{kind}）", en=f"the mail server did not take it ({kind})"
        )
    return Outcome(ok=True, zh="邮件服务器已收下", en="taken by the mail server")
