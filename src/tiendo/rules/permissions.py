"""Who may do what: the table of role × verb, printed in docs/rules/permissions.md.

A role is held over a scope (a unit and all below it); a verb is allowed where the subject lies in that scope.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a position makes of a person."""

    VIEWER = "viewer"
    REPORTER = "reporter"
    APPROVER = "approver"
    OWNER = "owner"
    STANDING_BODY = "standing_body"
    LEADER = "leader"
    COMMAND_CENTRE = "command_centre"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What can be done."""

    VIEW = "view"
    REPORT = "report"
    VERIFY = "verify"
    RETURN = "return"
    REOPEN = "reopen"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    ANNUL = "annul"
    PUBLISH = "publish"
    CONFIRM = "confirm"
    READ_JOURNAL = "read_journal"
    MANAGE = "manage"


_CHECKS = {Verb.VERIFY, Verb.RETURN, Verb.REOPEN}
_DECIDES = _CHECKS | {Verb.EXTEND, Verb.WITHDRAW, Verb.ANNUL}

ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.VIEWER: frozenset({Verb.VIEW}),
    Role.REPORTER: frozenset({Verb.VIEW, Verb.REPORT}),
    Role.APPROVER: frozenset({Verb.VIEW, Verb.REPORT, Verb.ANNUL}),
    Role.OWNER: frozenset({Verb.VIEW} | _DECIDES),
    Role.STANDING_BODY: frozenset({Verb.VIEW, Verb.READ_JOURNAL} | _DECIDES),
    Role.LEADER: frozenset({Verb.VIEW, Verb.READ_JOURNAL}),
    Role.COMMAND_CENTRE: frozenset({Verb.VIEW, Verb.PUBLISH, Verb.CONFIRM, Verb.READ_JOURNAL} | _CHECKS),
    Role.INSPECTOR: frozenset({Verb.VIEW, Verb.READ_JOURNAL}),
    Role.ADMINISTRATOR: frozenset({Verb.VIEW, Verb.MANAGE, Verb.READ_JOURNAL}),
}


def allows(role: Role, verb: Verb) -> bool:
    """Whether a holder of `role` may do `verb` within the scope of the position."""
    return verb in ALLOWED[role]
