"""flask worker: the process that carries out background work."""

import click
from flask import Flask, current_app

from awards.cli import bp
from awards.core import startup
from awards.jobs.worker import consumer


@bp.cli.command("worker")
def worker() -> None:
    """Carry out background work until told to stop: SIGINT lets the job at hand end, SIGTERM drops it for another."""
    if not current_app.config["QUEUE_URL"]:
        raise click.ClickException("Chưa đặt QUEUE_URL: không có hàng đợi để nhận việc.")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        startup.refuse_unsafe(app)
    except startup.Unsafe as unsafe:
        raise click.ClickException(str(unsafe)) from unsafe
    consumer(app).run()
