"""`tiendo work`: the worker that does what waits in the queue, and what comes again at its time."""

import asyncio
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

from tiendo.notices.jobs import take_up

GRACE = 8  # seconds for what is under way when it is told to stop
POLL = 5.0  # seconds; the database tells of new jobs by itself, this is the second way


class Command(BaseCommand):
    """Work until told to stop (SIGTERM or SIGINT). Any number of workers can serve one database."""

    help = "Do what waits in the queue: reminders, sending, imports. Ctrl-C stops."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at the same time; 2")
        parser.add_argument("--with-parent", action="store_true", help="stop when the process that started it ends")

    def handle(self, *args: Any, once: bool, concurrency: int, with_parent: bool, **options: Any) -> None:
        """Run the worker; jobs that a dead one left are taken up first."""
        if with_parent:
            threading.Thread(target=_stop_without, args=[os.getppid()], daemon=True).start()
        asyncio.run(_work(once=once, concurrency=max(1, concurrency)))


async def _work(*, once: bool, concurrency: int) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - the application makes no other; for the type checker
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await take_up(worker_app.job_manager)
            await worker_app.run_worker_async(
                wait=not once,
                concurrency=concurrency,
                fetch_job_polling_interval=POLL,
                shutdown_graceful_timeout=GRACE,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=max(0.5, settings.STALLED_AFTER / 4),
                stalled_worker_timeout=float(settings.STALLED_AFTER),
            )


def _stop_without(parent: int) -> None:
    """Tell this process to stop once its parent has gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
