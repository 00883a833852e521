"""Sessions as Django keeps them in the database, read in one prepared statement: every page begins with it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from tiendo.gateways import clock
from tiendo.gateways.statements import rows

_SESSION = """
SELECT session_data, expire_date FROM django_session
WHERE session_key = %(key)s AND expire_date > %(now)s
"""


class SessionStore(DatabaseSessions):
    """Looks a session up; everything else is Django's."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = rows(_SESSION, {"key": key, "now": clock.now()})
        if not found or key is None:
            self._session_key = None  # as Django does: what has ended is never written again under its number
            return None
        data, expires = found[0]
        return self.model(session_key=key, session_data=data, expire_date=expires)
