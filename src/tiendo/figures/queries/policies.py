"""Which policy and which rule were in force at a moment."""

from collections.abc import Iterable
from datetime import datetime

from tiendo.figures.models import LightPolicyVersion, RankRuleVersion
from tiendo.figures.queries.basis import Basis
from tiendo.org.models import UnitKind
from tiendo.tasks.models import Programme
from tiendo.tasks.queries.policies import Policies as PoliciesAt


class AllPolicies:
    """The light policies of all programmes at a moment; the most particular one decides."""

    def __init__(self, basis: Basis) -> None:
        rows = LightPolicyVersion.objects.filter(effective_from__lte=basis.at)
        if basis.cutoff:
            rows = rows.filter(pk__lte=basis.cutoff.last_light_policy)
        self._rows = list(rows)
        self._known: dict[tuple[int, str], LightPolicyVersion] = {}

    def row_for(self, programme_id: int, kind: str) -> LightPolicyVersion:
        """The policy for a kind of unit: the programme's for the kind, the programme's, the kind's, the default."""
        known = self._known.get((programme_id, kind))
        if known is None:
            fitting = [
                row for row in self._rows if row.programme_id in (None, programme_id) and row.unit_kind in ("", kind)
            ]
            known = max(
                fitting,
                key=lambda row: (row.programme_id is not None, row.unit_kind != "", row.effective_from, row.pk),
            )
            self._known[programme_id, kind] = known
        return known


def policies_now(at: datetime) -> PoliciesAt:
    """The policies of a moment as they are known now, for the rooms below this one."""
    policies = AllPolicies(Basis(at, live=True))
    return lambda programme_id, kind: policies.row_for(programme_id, kind).policy


class Policies:
    """The light policies of one programme at a moment, by kind of unit."""

    def __init__(self, programme: Programme, basis: Basis) -> None:
        self._all, self._programme_id = AllPolicies(basis), programme.pk

    def row_for(self, kind: str) -> LightPolicyVersion:
        """The policy for a kind of unit."""
        return self._all.row_for(self._programme_id, kind)

    def all_kinds(self) -> dict[str, LightPolicyVersion]:
        """The policy of every kind of unit."""
        return {kind: self.row_for(kind) for kind in UnitKind.values}


def rank_rule(programme: Programme, basis: Basis) -> RankRuleVersion:
    """The rule in force: the programme's own, else the general one."""
    rows: Iterable[RankRuleVersion] = RankRuleVersion.objects.filter(effective_from__lte=basis.at)
    fitting = [
        row
        for row in rows
        if row.programme_id in (None, programme.pk) and (basis.cutoff is None or row.pk <= basis.cutoff.last_rank_rule)
    ]
    return max(fitting, key=lambda row: (row.programme_id is not None, row.effective_from, row.pk))


def policy_versions(programme: Programme | None, until: datetime) -> list[LightPolicyVersion]:
    """All policies that were ever in force for a programme (None: for all), newest first."""
    return list(
        LightPolicyVersion.objects.filter(programme=programme, effective_from__lte=until).order_by(
            "-effective_from", "-pk"
        )
    )
