"""Work to be done after the request."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards.core import clock
from awards.core.db import Model


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work, written in the transaction of its cause: this row is the queue.

    `alive_at` is the worker's last sign of life; `taken` counts how often it was taken up, `attempts` how often without
    getting further; `done` of `total` is for the progress bar.
    """

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("done >= 0 AND done <= total", "progress"),)

    task: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    alive_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
