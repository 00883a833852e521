"""New versions of light policies and rank rules: rows are added, never edited."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.figures.models import LightPolicyVersion, RankRuleVersion
from tiendo.gateways.clock import ZONE
from tiendo.journal.actions import Author, record_act
from tiendo.org.models import UnitKind
from tiendo.rules.rank import Criterion
from tiendo.rules.refusal import Refused
from tiendo.tasks.models import Programme

BEGINNING = datetime(1900, 1, 1, tzinfo=ZONE)
# No official threshold is public: these are starting values that an administrator replaces by new versions.
DEFAULT_RED_SHARE = Decimal("0.10")
DEFAULT_WARN_DAYS = 3


def install_policies() -> None:
    """The default policy and rule for every date, once."""
    if not LightPolicyVersion.objects.exists():
        LightPolicyVersion.objects.create(
            effective_from=BEGINNING,
            red_share=DEFAULT_RED_SHARE,
            warn_days=DEFAULT_WARN_DAYS,
            basis="Mặc định; ngưỡng chính thức chưa được công bố.",
        )
    if not RankRuleVersion.objects.exists():
        RankRuleVersion.objects.create(
            effective_from=BEGINNING,
            criteria=[Criterion.SHARE_COMPLETE, Criterion.COUNT_COMPLETE],
            basis="Mặc định; tiêu chí phụ chính thức chưa được công bố.",
        )


def add_light_policy(
    *,
    programme: Programme | None,
    unit_kind: str,
    effective_from: datetime,
    red_share: Decimal,
    warn_days: int,
    milestone_date: date | None,
    complete_for_green: bool,
    basis: str,
    author: Author,
) -> LightPolicyVersion:
    """A new version of a light policy from a moment on; figures of earlier moments keep theirs."""
    if not 0 <= red_share <= 1:
        raise Refused(_("The red share lies between 0 and 1 (0.1 is ten percent)."))
    if unit_kind and unit_kind not in UnitKind.values:
        raise Refused(_("“%(kind)s” is not a kind of unit.") % {"kind": unit_kind})
    with transaction.atomic():
        version = LightPolicyVersion.objects.create(
            programme=programme,
            unit_kind=unit_kind,
            effective_from=effective_from,
            red_share=red_share,
            warn_days=warn_days,
            milestone_date=milestone_date,
            complete_for_green=complete_for_green,
            basis=basis,
        )
        record_act(
            code="figures.light_policy.added",
            author=author,
            subject=f"{programme.code if programme else '*'} {unit_kind or '*'}",
            details={"version": version.pk, "from": effective_from.isoformat(), "basis": basis},
        )
    return version


def add_rank_rule(
    *,
    programme: Programme | None,
    effective_from: datetime,
    criteria: Sequence[Criterion],
    basis: str,
    author: Author,
) -> RankRuleVersion:
    """A new version of the rank rule from a moment on."""
    if not criteria or len(set(criteria)) != len(criteria):
        raise Refused(_("A rank rule needs at least one criterion, each once."))
    with transaction.atomic():
        version = RankRuleVersion.objects.create(
            programme=programme, effective_from=effective_from, criteria=list(criteria), basis=basis
        )
        record_act(
            code="figures.rank_rule.added",
            author=author,
            subject=programme.code if programme else "*",
            details={"version": version.pk, "from": effective_from.isoformat(), "basis": basis},
        )
    return version
