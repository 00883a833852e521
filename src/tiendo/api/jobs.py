"""What the worker does of itself: tell the addresses that asked for it.

The queue is in the same database (procrastinate). A job may run twice: deliveries are claimed one by one.
"""

from datetime import timedelta
from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app

from tiendo.api.actions.outbox import make_deliveries, send_due
from tiendo.gateways import clock

LONGEST = timedelta(seconds=50)  # the next run begins after a minute


@app.periodic(cron="* * * * *")  # type: ignore[arg-type] # it comes with its moment, by a name of procrastinate's own
@app.task(name="api.tell_webhooks", queueing_lock="api.tell_webhooks", pass_context=True)
def tell_webhooks(context: JobContext, /, **periodic: Any) -> None:
    """Every minute: deliveries for what arrived, and the attempts that are due."""
    begun = clock.now()
    make_deliveries(now=begun)
    send_due(clock=clock.now, until=begun + LONGEST, stopped=context.should_abort)
