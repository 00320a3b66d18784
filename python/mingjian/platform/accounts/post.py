"""Mail that accounts send; nothing is sent where no mail server is named (`MINGJIAN_MAIL_URL`)."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

from mingjian.platform.accounts.models import Invitation
from mingjian.platform.accounts.sign_in import mail_configured

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
    try:
        send_mail(subject, text, None, [row.email])
    except (OSError, SMTPException):
        log.warning("an invitation could not be mailed", exc_info=True)
        return False
    return True
