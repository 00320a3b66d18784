"""Mail that accounts send; nothing is sent where no mail server is named (`MINGJIAN_MAIL_URL`)."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

from mingjian.platform.accounts.models import Invitation
from mingjian.platform.accounts.sign_in import mail_configured
from mingjian.settings import base_url

log = logging.getLogger(__name__)


def invitation(row: Invitation, organisation: str, link: str) -> bool:
    """Mails an invitation; False where it could not be sent, so that the link must be shown instead."""
    if not mail_configured():
        return False
    subject = f"{organisation} 邀请您加入明鉴 · An invitation to Mingjian"
    text = (
        f"{organisation} 邀请您加入明鉴。链接七天内有效，只能用一次：\n{link}\n\n"
        f"{organisation} invites you to Mingjian. The link holds for seven days and works once:\n{link}\n"
    )
    return _sent(row.email, subject, text, "an invitation")


def reset(email: str, path: str) -> bool:
    """Mails the link, a path of ours, that sets a new password; False where it could not be sent."""
    link = base_url() + path
    text = (
        f"有人为此邮箱对应的明鉴账户申请重设口令。如果是您本人，请打开：\n{link}\n链接三天内有效，只能用一次；"
        "不是您本人，不必理会，口令不会改变。\n\n"
        "Somebody asked to reset the password of the Mingjian account of this address. If it was you, open:\n"
        f"{link}\nThe link holds for three days and works once. If it was not you, nothing changes.\n"
    )
    return _sent(email, "重设明鉴口令 · Reset your Mingjian password", text, "a reset of a password")


def _sent(email: str, subject: str, text: str, what: str) -> bool:
    try:
        send_mail(subject, text, None, [email])
    except (OSError, SMTPException):
        log.warning("%s could not be mailed", what, exc_info=True)
        return False
    return True
