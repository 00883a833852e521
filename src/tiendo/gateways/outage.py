"""Whether an error means that the database is away, so that it is worth trying again a little later."""

import psycopg
from psycopg import errors

# Shutting down, crashed, starting up; connection errors of the driver itself carry no code.
_AWAY = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, psycopg.InterfaceError)

RETRY_SECONDS = 30  # what whoever asked is told to wait


def database_is_away(error: BaseException | None) -> bool:
    """Whether the error, or what it was raised from, says that the database cannot be reached."""
    while error is not None:
        if isinstance(error, _AWAY) or (isinstance(error, psycopg.OperationalError) and error.sqlstate is None):
            return True
        error = error.__cause__
    return False
