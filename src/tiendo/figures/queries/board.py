"""The board of a unit at a moment: one statement per moment, then judged by rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from tiendo.figures.models import RankRuleVersion, StateConfirmation
from tiendo.figures.queries.basis import Basis
from tiendo.figures.queries.counting import Grouping, count
from tiendo.figures.queries.keeping import kept, remembered
from tiendo.figures.queries.policies import Policies, rank_rule
from tiendo.figures.queries.rows import late_marks
from tiendo.figures.queries.values import BoardRow, Counted
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import country, in_force
from tiendo.rules.light import Light, light_of
from tiendo.rules.rank import Contender, Place, places
from tiendo.tasks.models import Programme


@dataclass(frozen=True, slots=True)
class Question:
    """What a board is asked: which programme, which unit, when, since when, and which due year (None: all)."""

    programme: Programme
    basis: Basis
    unit: UnitVersion | None = None
    since: Basis | None = None
    due_year: int | None = None

    @property
    def at_since(self) -> "Question | None":
        """The same question at the moment compared with."""
        return replace(self, basis=self.since, since=None) if self.since else None


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's own row, the rows below it, and the rank's contenders with their rule."""

    question: Question
    own: BoardRow
    members: tuple[BoardRow, ...]
    contenders: tuple[Contender, ...]
    rule: RankRuleVersion
    confirmation: StateConfirmation | None = None

    @property
    def provinces(self) -> tuple[BoardRow, ...]:
        """The members that are provinces."""
        return tuple(row for row in self.members if row.unit.kind == UnitKind.PROVINCE)

    @property
    def lights(self) -> dict[Light, int]:
        """How many provinces (below the country) or units (elsewhere) show each light."""
        rows = self.provinces if self.own.unit.kind == UnitKind.COUNTRY else self.members
        return {light: sum(row.light is light for row in rows) for light in Light}

    @property
    def turned_red(self) -> tuple[BoardRow, ...]:
        """Members that are red now and were not at the moment compared with."""
        return tuple(row for row in self.members if row.turned_red)


def board(question: Question) -> Board:
    """The board. With `since`, every row also says what it was then, and how its place moved."""
    before = question.at_since
    snapshot = _snapshot(question)
    earlier = _snapshot(before) if before else None
    return Board(
        question=question,
        own=snapshot.own_row(earlier),
        members=snapshot.member_rows(earlier),
        contenders=tuple(snapshot.contenders.values()),
        rule=snapshot.rule,
        confirmation=_confirmation(question, snapshot.own),
    )


def _snapshot(question: Question) -> "_Snapshot":
    """One moment, counted anew or as it was kept."""
    return kept(question.basis, ("board", *_about(question)), lambda: _Snapshot(question))


def known_now(question: Question, then: Board) -> tuple[Contender, ...]:
    """The contenders of a published moment with what has arrived since; `then` is its board as published."""
    cutoff = question.basis.cutoff
    if cutoff is None:
        return then.contenders
    marks = late_marks(question.basis)
    if not any(marks):
        return then.contenders
    corrected = replace(question, basis=question.basis.as_known_now)
    key = (cutoff.pk, cutoff.chain, "known now", *marks, *_about(question))
    return tuple(remembered(key, lambda: _Snapshot(corrected)).contenders.values())


def _about(question: Question) -> tuple[object, ...]:
    return question.programme.pk, question.unit.pk if question.unit else None, question.due_year


class _Snapshot:
    """One moment of a board, before two moments are put side by side."""

    def __init__(self, question: Question) -> None:
        programme, basis = question.programme, question.basis
        self._question = question
        self._rows: dict[_Snapshot | None, tuple[BoardRow, ...]] = {}
        self._policies = Policies(programme, basis)
        self.rule = rank_rule(programme, basis)
        self.own = question.unit or country(basis.day)
        national = self.own.kind == UnitKind.COUNTRY
        self._counts = self._count(Grouping(self.own, by_province=national))
        self.units = self._units(national)
        self.total = sum(self._counts.values(), Counted())
        peers = self._counts if national else self._peer_counts()
        beside = self._beside(national)
        self.contenders = {
            str(unit_id): counted.contender(str(unit_id)) for unit_id, counted in peers.items() if unit_id in beside
        }
        self.places: Mapping[str, Place] = places(list(self.contenders.values()), self.rule.order)

    def own_row(self, earlier: "_Snapshot | None") -> BoardRow:
        """The unit's own row; its place is among its peers."""
        policy = self._policies.row_for(self.own.kind)
        tally = self.total.deciding_above.tally(self.total.tasks)
        row = BoardRow(self.own, self.total, light_of(tally, policy.policy), policy)
        if self.own.kind == UnitKind.COUNTRY:
            return self._compared(row, earlier, earlier.total if earlier else None, place=None)
        return self._compared(
            row, earlier, earlier.total if earlier else None, place=self.places.get(str(self.own.unit_id))
        )

    def member_rows(self, earlier: "_Snapshot | None") -> tuple[BoardRow, ...]:
        """The rows below, in Vietnamese order; below the country every province, also without assignments.

        Kept with the snapshot, by the moment that it is compared with.
        """
        if earlier not in self._rows:
            self._rows[earlier] = self._judged_rows(earlier)
        return self._rows[earlier]

    def _judged_rows(self, earlier: "_Snapshot | None") -> tuple[BoardRow, ...]:
        rows = []
        for unit_id, unit in self.units.items():
            counted = self._counts.get(unit_id, Counted())
            policy = self._policies.row_for(unit.kind)
            verdict = light_of(counted.deciding.tally(counted.tasks), policy.policy)
            row = BoardRow(unit, counted, verdict, policy)
            before = earlier._counts.get(unit_id, Counted()) if earlier else None
            place = self.places.get(str(unit_id)) if self.own.kind == UnitKind.COUNTRY else None
            rows.append(self._compared(row, earlier, before, place=place))
        return tuple(rows)

    def _compared(
        self, row: BoardRow, earlier: "_Snapshot | None", before: Counted | None, *, place: Place | None
    ) -> BoardRow:
        if earlier is None or before is None:
            return replace(row, place=place)
        old_place = earlier.places.get(str(row.unit.unit_id)) if place else None
        policy = earlier._policies.row_for(row.unit.kind)
        decided = before.deciding_above if row.unit.unit_id == self.own.unit_id else before.deciding
        return replace(
            row,
            place=place,
            change=old_place.place - place.place if old_place and place else None,
            light_before=light_of(decided.tally(before.tasks), policy.policy).light,
            complete_before=before.complete,
        )

    def _count(self, grouping: Grouping) -> dict[int, Counted]:
        question = self._question
        return count(
            question.programme,
            question.basis,
            grouping,
            policies=self._policies,
            due_year=question.due_year,
        )

    def _units(self, national: bool) -> dict[int, UnitVersion]:
        below = Q(unit_id__in=list(self._counts))
        if national:
            below |= Q(kind=UnitKind.PROVINCE)
        return {version.unit_id: version for version in in_force(self._question.basis.day).filter(below)}

    def _peer_counts(self) -> dict[int, Counted]:
        """The counts of the units beside this one: the provinces of the country, or the children of one parent."""
        if self.own.kind == UnitKind.PROVINCE:
            return _snapshot(replace(self._question, unit=None, since=None))._counts
        parent = in_force(self._question.basis.day).get(unit_id=self.own.parent_id or 0)
        return self._count(Grouping(parent, by_province=False))

    def _beside(self, national: bool) -> set[int]:
        """The units that a rank compares: all provinces, or the units of one kind under one parent."""
        if national:
            return {unit_id for unit_id, unit in self.units.items() if unit.kind == UnitKind.PROVINCE}
        beside = in_force(self._question.basis.day).filter(kind=self.own.kind)
        if self.own.kind != UnitKind.PROVINCE:
            beside = beside.filter(parent_id=self.own.parent_id)
        return set(beside.order_by().values_list("unit_id", flat=True))


def _confirmation(question: Question, unit: UnitVersion) -> StateConfirmation | None:
    """The command centre's last confirmation of the unit's state up to the moment."""
    return (
        StateConfirmation.objects.filter(programme=question.programme, unit_id=unit.unit_id, at__lte=question.basis.at)
        .order_by("-at")
        .first()
    )


def ranked(rows: Sequence[BoardRow]) -> list[BoardRow]:
    """Rows by place (those without one last), then in Vietnamese order."""
    return sorted(rows, key=lambda row: (row.place is None, row.place.place if row.place else 0, row.unit.sort_key))
