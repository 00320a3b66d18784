"""A phone over adb: scripted sessions that end as a folder of dumps, and switches set and put back.

`server.py` finds the adb server, `adb.py` is the phone behind it, every fault one sentence; `plan.py` reads
what to do, `record.py` does it step by step and can go on where it stopped; `control.py` closes self-start,
linked start and permissions and undoes it. Nothing here judges: `artifacts.device_log` reads the folder.
"""
