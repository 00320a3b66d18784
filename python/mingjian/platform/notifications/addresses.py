"""Addresses of notifications."""

from __future__ import annotations

from django.urls import path

from mingjian.platform.notifications import pages

addresses = [
    path("notifications", pages.notifications, name="notifications"),
    path("notifications/log", pages.log, name="notification-log"),
    path("notifications/<uuid:subscription_id>", pages.subscription, name="subscription"),
    path("notifications/<uuid:subscription_id>/act", pages.act, name="subscription-act"),
    path("notifications/messages/<uuid:message_id>", pages.notification, name="notification"),
    path("notifications/messages/<uuid:message_id>/replay", pages.replay, name="replay"),
]
