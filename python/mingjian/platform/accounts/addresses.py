"""Addresses of accounts. Those that stand in for allauth's come before it in `urls.py`."""

from __future__ import annotations

from django.urls import path

from mingjian.platform.accounts import log_pages, pages

addresses = [
    path("accounts/first/<str:secret>", pages.first, name="first"),
    path("accounts/join/<str:secret>", pages.join, name="join"),
    path("accounts/email/", pages.elsewhere, name="account_email"),
    path("accounts/confirm-email/", pages.elsewhere, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", pages.elsewhere, name="account_confirm_email"),
    path("account", pages.account, name="account"),
    path("account/data", pages.own_data, name="account-data"),
    path("account/stay", pages.stay, name="account-stay"),
    path("account/delete", pages.delete_own, name="account-delete"),
    path("account/switch", pages.switch, name="switch"),
    path("account/leave", pages.leave, name="leave"),
    path("organisation", pages.organisation, name="organisation"),
    path("organisation/describe", pages.describe, name="describe"),
    path("organisation/new", pages.register, name="register"),
    path("organisation/members", pages.members, name="members"),
    path("organisation/members/<uuid:user_id>", pages.change_member, name="member"),
    path("organisation/invitations", pages.invite, name="invite"),
    path("organisation/invitations/<uuid:invitation_id>", pages.withdraw, name="invitation"),
    path("organisation/tokens", pages.tokens, name="tokens"),
    path("organisation/tokens/<uuid:token_id>", pages.revoke, name="token"),
    path("organisation/audit", log_pages.audit, name="audit"),
    path("organisations", pages.organisations, name="organisations"),
    path("organisations/<uuid:organisation_id>/verification", pages.verify, name="verify-organisation"),
]
