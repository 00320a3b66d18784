"""Third-party samples for the tests, fetched by coordinate, each pinned by its digest; never committed."""
