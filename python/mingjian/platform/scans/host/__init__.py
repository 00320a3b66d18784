"""The scan host: packages of strangers are examined here, behind walls, and never in the process that asks.

    async with ScanHost(work) as host:
        result = await host.scan(ScanRequest(...), on_stage)

- `client`   the asking side: `ScanHost`, asyncio; `process` is the host as it sees it.
- `zygote`   the host: one process with every table loaded, behind the walls, that forks a child for the work
             and minds it. It reads nothing a stranger wrote.
- `child`    the process that reads the package, and what it writes down.
- `warm`     what the host loads before the first package.
- `walls`    bubblewrap, namespaces, Landlock (`kernel`), limits of resources; `probe` tries which stand.
- `folders`  what goes in and what comes out, as files; nothing the child left is trusted.
- `messages` what the three say to each other; `outcomes` puts an end into words.

A crash, a time-out or too much memory is an outcome of its own. Nothing here knows Django.
"""
