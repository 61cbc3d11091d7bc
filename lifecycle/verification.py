"""Trust in the log: recompute every hash, rebuild every state, compare with the seals (R18)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from lifecycle.guard_sql import CHAINED, TIMES
from lifecycle.models import Snapshot, Subject, TransitionLog
from lifecycle.models.subject import canonical, digest
from lifecycle.scope import machines

EDIT = "edit"
Some = Mapping[str, Sequence[int]]
"""Objects by their stage (`app.model`)."""
Sealed = Mapping[tuple[str, int, int], str]
"""The hash of a line when it was sealed, by machine, object and version."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken place of the log or of an object, named."""

    machine: str
    object_id: int
    version: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id} v{self.version}：{self.sentence}"


@dataclass(slots=True)
class Head:
    """The newest line of one object."""

    version: int
    hash: str
    state: str


def line_hash(prev_hash: str, line: dict[str, Any]) -> str:
    """Recompute the hash of a line: the bytes that the database's own trigger hashes."""
    values = [line[f"{name}_us" if name in TIMES else name] for name in CHAINED]
    parts = ["" if value is None else str(value) for value in values]
    chained = prev_hash + "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(chained.encode()).hexdigest()


def logged(some: Some | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Any:
    """Return the lines of some objects, or of all."""
    rows = TransitionLog.objects.using(using).order_by("machine", "object_id", "version")
    if some is None:
        return rows
    wanted = Q(pk__in=[])
    for machine, keys in some.items():
        wanted |= Q(machine=machine, object_id__in=keys)
    return rows.filter(wanted)


def lines(some: Some | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Any:
    """Read the log object by object, its times as the microseconds that are under the hash.

    The database turns a time into microseconds, as when it hashed it: a time read as text would
    depend on the session's zone.
    """
    micros = "(floor(extract(epoch FROM lifecycle_transitionlog.{0}) * 1000000))::bigint"
    times = {f"{name}_us": RawSQL(micros.format(name), []) for name in TIMES}  # noqa: S611
    kept = [name for name in CHAINED if name not in TIMES]
    rows = logged(some, using=using).annotate(**times)
    return rows.values(*kept, *times, "algorithm", "prev_hash", "hash")


class Examination:
    """One reading of the whole log, or of some objects' part, in one snapshot of the database.

    `sealed` holds the hashes that lines had when they were sealed, by machine, object and version.
    """

    def __init__(
        self, sealed: Sealed, some: Some | None = None, *, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        self._sealed = {
            key: mark
            for key, mark in sealed.items()
            if some is None or key[1] in some.get(key[0], ())
        }
        self._some, self._using = some, using
        self.faults: list[Fault] = []
        self.heads: dict[tuple[str, int], Head] = {}
        self.lines = 0
        self._edges = {m.stage(): _edges(m) for m in machines()}

    def chain(self) -> None:
        """Check each line against its own hash and the line before it."""
        for line in lines(self._some, using=self._using).iterator(chunk_size=5000):
            self.lines += 1
            self._link(line)
        self._missing()

    def _link(self, line: dict[str, Any]) -> None:
        key = (line["machine"], line["object_id"])
        before = self.heads.get(key)
        expected = before.version + 1 if before else 1
        if line["version"] != expected:
            self._fault(
                line, _("缺少第 %(n)s 至 %(m)s 行") % {"n": expected, "m": line["version"] - 1}
            )
        elif line["prev_hash"] != (before.hash if before else ""):
            self._fault(line, _("与上一行的指纹不相接，上一行被改动或替换"))
        if line["hash"] != line_hash(line["prev_hash"], line):
            self._fault(line, _("内容与指纹不符，此行被改动"))
        sealed = self._sealed.pop((*key, line["version"]), line["hash"])
        if line["hash"] != sealed:
            self._fault(line, _("与封存的指纹不同"))
        self._step(line, before)
        self.heads[key] = Head(line["version"], line["hash"], line["after"])

    def _step(self, line: dict[str, Any], before: Head | None) -> None:
        edges = self._edges.get(line["machine"])
        if edges is None:
            return
        initial, allowed = edges
        if line["before"] != (before.state if before else initial):
            self._fault(line, _("原状态与上一行的新状态不同"))
        move = (line["step"], line["before"], line["after"])
        if move not in allowed and not (line["step"] == EDIT and line["before"] == line["after"]):
            self._fault(line, _("没有从“%(a)s”到“%(b)s”的动作“%(s)s”") % {
                "a": line["before"], "b": line["after"], "s": line["step"]})  # fmt: skip

    def objects(self) -> int:
        """Rebuild the state and version of every object from the log and compare; count them."""
        return sum(self._replayed(model) for model in machines())

    def _replayed(self, model: type[Subject]) -> int:
        seen, initial, stage = set(), model.initial(), model.stage()
        manager: Any = model._default_manager.using(self._using)
        rows = manager.values_list("pk", "state", "version")
        if self._some is not None:
            rows = rows.filter(pk__in=self._some.get(stage, ()))
        for pk, state, version in rows.iterator(chunk_size=5000):
            seen.add(pk)
            head = self.heads.get((stage, pk), Head(0, "", initial))
            if (head.state, head.version) != (state, version):
                words = {"a": head.state, "n": head.version, "b": state}
                sentence = _("按流转记录应为“%(a)s”第 %(n)s 版，现为“%(b)s”") % words
                self.faults.append(Fault(stage, pk, version, sentence))
        for machine, pk in self.heads:
            if machine == stage and pk not in seen:
                head = self.heads[machine, pk]
                self.faults.append(Fault(stage, pk, head.version, _("对象已不存在")))
        return len(seen)

    def _missing(self) -> None:
        """Name what was sealed outside the database and is gone: a cut tail shows here."""
        for machine, pk, version in self._sealed:
            sentence = _("封存时有 %(n)s 行，现已缺失") % {"n": version}
            self.faults.append(Fault(machine, pk, version, sentence))

    def contents(self) -> int:
        """Hash the content kept behind each line again; count the contents."""
        seen: dict[str, tuple[str, int, int]] = {}
        rows = logged(self._some, using=self._using).exclude(content_hash="")
        for mark, *place in rows.values_list("content_hash", "machine", "object_id", "version"):
            seen.setdefault(mark, tuple(place))
        kept = Snapshot.objects.using(self._using).in_bulk(list(seen))
        for mark, place in seen.items():
            if mark not in kept:
                self.faults.append(Fault(*place, _("内容快照缺失")))
            elif digest(canonical(kept[mark].content)) != mark:
                self.faults.append(Fault(*place, _("内容快照与指纹不符，快照被改动")))
        return len(seen)

    def _fault(self, line: dict[str, Any], sentence: str) -> None:
        fault = Fault(line["machine"], line["object_id"], line["version"], sentence)
        self.faults.append(fault)


def _edges(model: type[Subject]) -> tuple[str, set[tuple[str, str, str]]]:
    return model.initial(), {(e.name, e.source, e.target) for e in model.edges()}


def examine(sealed: Sealed | None = None) -> Examination:
    """Read the whole log once, in one snapshot, and compare it with what was sealed."""
    with transaction.atomic():
        found = Examination(sealed or {})
        found.chain()
    return found


def examine_some(some: Some, *, sealed: Sealed, using: str = DEFAULT_DB_ALIAS) -> Examination:
    """Check some objects in every way: chain, seals, state and contents."""
    with transaction.atomic(using=using):
        found = Examination(sealed, some, using=using)
        found.chain()
        found.objects()
        found.contents()
    return found
