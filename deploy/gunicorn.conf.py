"""Settings of the web server: gunicorn -c deploy/gunicorn.conf.py wsgi:app."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# More than two threads in a process queue up on SQLite's reads; more cores want more processes.
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "2"))
timeout = 60
graceful_timeout = 30
# Heartbeats of the processes stay in memory: a slow disk must not look like a dead process.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True
# The demo's terminal shows the address and the accounts, so only trouble is worth a line there.
loglevel = "warning" if os.environ.get("AWARDS_PROFILE") == "demo" else "info"


def post_worker_init(worker: object) -> None:
    """What was loaded at the start stays; to look through it for garbage, every few requests, only costs time.

    The server that sets papers starts beside it, so that the first one need not wait.
    """
    from awards.core import child  # noqa: PLC0415  (the configuration is read before the application's folder is known)

    child.warm()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
