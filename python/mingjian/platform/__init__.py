"""The platform: a Django project, one app per noun. docs/platform.md is its map."""
