"""A package comes in, a report comes out: uploads, durable jobs, the sandboxed host, live stages, reports."""
