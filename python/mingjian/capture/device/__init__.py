"""A phone over adb: scripted sessions that end as a folder of dumps, and switches set and put back.

`adb.py` speaks to the server and turns every fault into one sentence; `plan.py` reads what to do, `record.py`
does it step by step and can go on where it stopped; `control.py` closes self-start, linked start and permissions
and undoes it. Nothing here judges: the folder is read by `artifacts.device_log`.
"""
