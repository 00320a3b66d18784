// Shared behaviour of all pages; each works without it.
