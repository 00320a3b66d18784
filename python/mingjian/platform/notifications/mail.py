"""One mail through Django's backend (`MINGJIAN_MAIL_URL`), and how it went."""

from __future__ import annotations

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from mingjian.platform.accounts.sign_in import mail_configured
from mingjian.platform.notifications.outbox import Outcome

_NOWHERE = Outcome(
    ok=False, final=True, zh="没有配置邮件服务器（MINGJIAN_MAIL_URL）",
    en="no mail server is configured (MINGJIAN_MAIL_URL)",
)  # fmt: skip


def send(to: str, subject: str, text: str, html: str, message_id: str, *, language: str) -> Outcome:
    """One mail; how it went. Sent twice under one id it is one mail to a reader's program."""
    if not mail_configured():
        return _NOWHERE
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        " ".join(subject.split()), text, formataddr(("明鉴", sender)), [to],
        headers={
            "Message-ID": f"<{message_id}@{sender.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated",
            "Content-Language": "en" if language.startswith("en") else "zh-CN",
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
