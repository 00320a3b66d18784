"""An organisation's whole shelf at a glance: overview, apps, SDKs, search, compare, saved searches."""
