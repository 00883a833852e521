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
    CONTRIBUTE = "contribute"
    ASK_EXTENSION = "ask_extension"
    EXPLAIN = "explain"
    RAISE = "raise"
    VERIFY = "verify"
    RETURN = "return"
    REOPEN = "reopen"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    ANNUL = "annul"
    SPOT_CHECK = "spot_check"
    ANSWER = "answer"
    ASK_EXPLANATION = "ask_explanation"
    URGE = "urge"
    HAND_OVER = "hand_over"
    PUBLISH = "publish"
    CONFIRM = "confirm"
    READ_JOURNAL = "read_journal"
    MANAGE = "manage"
    CONFIGURE = "configure"


_REPORTS = {Verb.REPORT, Verb.CONTRIBUTE, Verb.ASK_EXTENSION, Verb.EXPLAIN, Verb.RAISE}
_CHECKS = {Verb.VERIFY, Verb.RETURN, Verb.REOPEN, Verb.SPOT_CHECK, Verb.ANSWER}
_FOLLOWS = {Verb.ASK_EXPLANATION, Verb.URGE}
_DECIDES = _CHECKS | {Verb.EXTEND, Verb.WITHDRAW, Verb.ANNUL}

ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.VIEWER: frozenset({Verb.VIEW}),
    Role.REPORTER: frozenset({Verb.VIEW} | _REPORTS),
    Role.APPROVER: frozenset({Verb.VIEW, Verb.ANNUL} | _REPORTS),
    Role.OWNER: frozenset({Verb.VIEW, Verb.RAISE} | _DECIDES),
    Role.STANDING_BODY: frozenset({Verb.VIEW, Verb.READ_JOURNAL, Verb.RAISE, Verb.HAND_OVER} | _DECIDES | _FOLLOWS),
    Role.LEADER: frozenset({Verb.VIEW, Verb.READ_JOURNAL} | _FOLLOWS),
    Role.COMMAND_CENTRE: frozenset(
        {Verb.VIEW, Verb.PUBLISH, Verb.CONFIRM, Verb.READ_JOURNAL, Verb.HAND_OVER} | _CHECKS | _FOLLOWS
    ),
    Role.INSPECTOR: frozenset({Verb.VIEW, Verb.READ_JOURNAL}),
    Role.ADMINISTRATOR: frozenset({Verb.VIEW, Verb.MANAGE, Verb.CONFIGURE, Verb.READ_JOURNAL}),
}


def allows(role: Role, verb: Verb) -> bool:
    """Whether a holder of `role` may do `verb` within the scope of the position."""
    return verb in ALLOWED[role]
