"""Who is told of what, by which way and when: subscriptions, the outbox, digests, the delivery log."""
