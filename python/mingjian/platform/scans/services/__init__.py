"""The only writer of uploads and scans. Each change is one transaction with one audit entry.

- `uploads`  files on their way in: chunk by chunk, whole, or from a watched folder
- `queue`    scans asked for, cancelled, asked for again
- `many`     many packages in one request
- `desk`     packages of requests that come about the same time, taken together
- `runs`     what the worker writes: begun, how far, done, failed
- `records`  what was recorded, to be taken away again
- `waiting`  jobs of small packages, taken several at a time
- `renew`    stored facts judged again when the rules changed
"""

from mingjian.platform.scans.services.many import queue_each
from mingjian.platform.scans.services.queue import (
    add_evidence,
    cancel,
    one,
    queue,
    queue_page,
    queue_run,
    rescan,
    retry,
    scans,
)
from mingjian.platform.scans.services.uploads import (
    begin_upload,
    brought,
    drop_upload,
    finish_upload,
    known,
    put_chunk,
    receive,
    receive_each,
    under_way,
    upload,
)

__all__ = [
    "add_evidence", "begin_upload", "brought", "cancel", "drop_upload", "finish_upload", "known", "one",
    "put_chunk", "queue", "queue_each", "queue_page", "queue_run", "receive", "receive_each", "rescan",
    "retry", "scans", "under_way", "upload",
]  # fmt: skip
