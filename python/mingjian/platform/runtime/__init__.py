"""Standing up: embedded database, supervisor, worker, doctor, backup. No models; no page imports it."""
