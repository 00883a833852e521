"""The account behind a session, read in one prepared statement: every page begins with it."""

from django.contrib.auth.backends import ModelBackend

from tiendo.gateways.statements import rows
from tiendo.people.models import User


class Accounts(ModelBackend):
    """Django's accounts; who was shut out is nobody from the next page on."""

    def get_user(self, user_id: int) -> User | None:
        """The active account with a number."""
        names = [field.attname for field in User._meta.concrete_fields]
        columns = ", ".join(names)
        found = rows(f"SELECT {columns} FROM people_user WHERE id = %(id)s::bigint", {"id": user_id})  # noqa: S608
        if not found:
            return None
        user = User.from_db(None, names, found[0])
        return user if self.user_can_authenticate(user) else None
