"""What the worker does of itself: digests in the morning, sending, and taking up what a killed worker left.

The queue is in the same database (procrastinate). A job may run twice: each of these finds nothing to do then.
"""

import logging
from datetime import UTC, datetime, time

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from tiendo.gateways import clock
from tiendo.gateways.mail import mailer
from tiendo.gateways.messenger import AppriseMessenger
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.actions.sending import send_due

LATEST = time(16, 0)  # a digest that could not be made by then would come when the office closes: it is left out
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)
_log = logging.getLogger("tiendo.jobs")


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.digests", queueing_lock="notices.digests", retry=AGAIN)
def make_todays_digests(timestamp: int) -> None:
    """Every five minutes: once it is time on this day, make the digests, and send them."""
    now = clock.now()
    if settings.DIGEST_TIME <= now.time() <= LATEST and make_digests(on=clock.day_of(now), now=now):
        send_notices.defer()


@app.task(name="notices.send", retry=AGAIN, pass_context=True)
def send_notices(context: JobContext) -> None:
    """Send what is due. Several workers may do this at the same time."""
    _send(context)


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_waiting", queueing_lock="notices.send_waiting", pass_context=True)
def send_waiting(context: JobContext, timestamp: int) -> None:
    """Every minute: what waited for its next attempt, or was left by a worker that died."""
    _send(context)


def _send(context: JobContext) -> None:
    with mailer() as post:
        send_due(clock=clock.now, mailer=post, messenger=AppriseMessenger(), stopped=context.should_abort)


def _every(seconds: int) -> str:
    """A cron line with seconds, often enough to notice after so many that a worker has died."""
    step = max(1, min(seconds // 2, 30))
    return f"* * * * * */{step}"


@app.periodic(cron=_every(settings.STALLED_AFTER))
@app.task(name="work.take_up_stalled", queueing_lock="work.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Put back into the queue the jobs of workers that gave no sign of life."""
    await take_up(context.app.job_manager)


async def take_up(queue: JobManager) -> int:
    """Put stalled jobs back; returns how many. One whose like waits in the queue already is dropped."""
    stalled = list(await queue.get_stalled_jobs(seconds_since_heartbeat=settings.STALLED_AFTER))
    for found in stalled:
        try:
            await queue.retry_job(found, retry_at=datetime.now(UTC))
        except UniqueViolation:
            await queue.finish_job(found, Status.FAILED, delete_job=True)
        _log.warning("taken up again: %s", found.task_name)
    return len(stalled)
