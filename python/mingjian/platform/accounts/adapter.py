"""How allauth behaves here: nobody signs up without an invitation; its words are ours, in both languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import lazy

from mingjian.platform.accounts import post
from mingjian.platform.accounts.sealing import seal, unseal
from mingjian.platform.web.words import Said, say

_TOLD: dict[str, Said] = {
    "account/messages/password_changed.txt": Said("口令已更换", "The password is changed"),
    "account/messages/password_set.txt": Said("口令已设置", "The password is set"),
    "mfa/messages/totp_activated.txt": Said("动态口令已启用", "One-time codes are on"),
    "mfa/messages/totp_deactivated.txt": Said("动态口令已停用", "One-time codes are off"),
    "mfa/messages/recovery_codes_generated.txt": Said("已生成新的备用码", "New recovery codes are made"),
    "mfa/messages/webauthn_added.txt": Said("通行密钥已添加", "The passkey is added"),
    "mfa/messages/webauthn_removed.txt": Said("通行密钥已移除", "The passkey is removed"),
    "socialaccount/messages/account_connected.txt": Said("已关联", "Connected"),
    "socialaccount/messages/account_disconnected.txt": Said("已取消关联", "Disconnected"),
}
"""What allauth may say above a page; whatever else it says ("signed in as") a page shows anyway."""

_WRONG: dict[str, Said] = {
    "email_password_mismatch": Said("邮箱或口令有误", "The address or the password is wrong"),
    "incorrect_password": Said("口令有误", "The password is wrong"),
    "enter_current_password": Said("请输入现在的口令", "Type your present password"),
    "too_many_login_attempts": Said(
        "登录失败次数过多，五分钟后再试", "Too many failed attempts; try again in five minutes"
    ),
    "rate_limited": Said("操作过于频繁，请稍后再试", "Too often; try again later"),
    "invalid_password_reset": Said("重置链接已失效", "The link no longer holds"),
    "unknown_email": Said("没有这个邮箱的账户", "There is no account with this address"),
    "incorrect_code": Said("验证码有误", "The code is wrong"),
}
_WRONG_CODE: dict[str, Said] = {
    "incorrect_code": Said("验证码有误", "The code is wrong"),
    "unverified_email": Said("请先验证邮箱", "Verify the address first"),
    "add_email_blocked": Said("启用两步验证后不能再加邮箱", "No address can be added with two steps on"),
    "cannot_delete_authenticator": Said("不能停用两步验证", "Two steps cannot be turned off"),
    "cannot_generate_recovery_codes": Said(
        "启用两步验证后才能生成备用码", "Recovery codes need two steps to be on"
    ),
}


def _lazy(base: Any, words: dict[str, Said]) -> dict[str, Any]:
    """Said when the error is shown, in the language of that request."""
    later = lazy(say, str)
    return {**base.error_messages, **{code: later(said) for code, said in words.items()}}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up happens through an invitation or the first admin's link only."""

    error_messages = _lazy(DefaultAccountAdapter, _WRONG)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Ours, or nothing; where it cannot be sent, the page is as for an address nobody knows."""
        if template_prefix == "account/email/password_reset_key":
            post.reset(email, urlsplit(str(context["password_reset_url"])).path)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_: Any, **__: Any
    ) -> None:
        """Ours, or nothing."""
        said = _TOLD.get(message_template or "")
        if said:
            messages.add_message(request, level, say(said))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes are secrets of the person's: they are kept enciphered with the platform's key."""

    error_messages = _lazy(DefaultMFAAdapter, _WRONG_CODE)

    def encrypt(self, text: str) -> str:
        """As kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As made."""
        return unseal(encrypted_text)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who the provider vouches for signs in where an account exists; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False
