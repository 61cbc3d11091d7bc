"""Whether a step may be taken, asked in one place by fire, fire_many, pages and inbox."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from lifecycle import rights
from lifecycle.machine import About, Edge
from lifecycle.models import Claim, Snapshot, Subject, TransitionLog
from lifecycle.models.claim import standing
from lifecycle.models.subject import canonical, digest
from lifecycle.models.window import SHUT, shut_among, shut_span, shut_to, windowed
from lifecycle.refusals import Code, Refusal, Refused
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules import differences as rules
from lifecycle.rules.appraisal import DIMENSION_LABELS
from lifecycle.rules.differences import Difference, Wording
from lifecycle.rules.indicators import LEVEL_ONE_LABELS, LEVEL_TWO_LABELS
from lifecycle.rules.windows import Span
from lifecycle.sentences import told


def about(model: type[Subject], name: str) -> About:
    """Return what a step says of itself. Raises Refused when the stage has no such step."""
    found = next((edge.about for edge in model.edges() if edge.name == name), None)
    if found is None:
        raise Refused(Refusal(Code.STATE, _("没有“%(name)s”这个办理动作") % {"name": name}))
    return found


def right(found: Held | None, said: About) -> list[Refusal]:
    """Ask whether a seat was found that carries the step."""
    if found is not None:
        return []
    roles = _("、").join(str(role.label) for role in said.by)
    return [Refusal(Code.RIGHT, _("此动作由%(roles)s办理") % {"roles": roles})]


def four_eyes(
    said: About, by: Any, seat: Held | None, filers: Sequence[int | None]
) -> list[Refusal]:
    """Bar whoever filed the object, or had it filed, from checking it (R14)."""
    if not said.checks or by is None:
        return []
    actors = {by.pk, seat.principal_id if seat else by.pk}
    if actors.isdisjoint(filer for filer in filers if filer is not None):
        return []
    return [Refusal(Code.FOUR_EYES, _("本人报送的事项须由他人审核"))]


def claimed(subject: Subject, said: About, by: Any, seat: Held, day: date) -> list[Refusal]:
    """Bar the other holders of a seat from judging what one of them has claimed."""
    if not said.checks or by is None or subject.claim_key == 0:
        return []
    found = subject.claims
    if found is None:
        found = standing(subject.stage(), {subject.pk: subject.version}, day)
    return claimed_among(found, subject.pk, said, by, seat)


def claimed_among(
    claims: Mapping[int, Claim], key: int, said: About, by: Any, seat: Held
) -> list[Refusal]:
    """Ask the same of claims that were read for many objects at once."""
    claim = claims.get(key)
    if claim is None or not said.checks or claim.holder_id in (by.pk, seat.principal_id):
        return []
    if (claim.role, claim.place_id) != (seat.role, seat.organisation_id):
        return []
    sentence = _("已由%(name)s认领；确需由您办理的，请先“接手”") % {"name": claim.holder}
    return [Refusal(Code.CLAIMED, sentence)]


def state(subject: Subject, edge: Edge | None, said: About) -> list[Refusal]:
    """Ask whether the step starts from the present state."""
    if edge is not None:
        return []
    return [wrong_state(type(subject), str(getattr(subject, "state", "")), said)]


def wrong_state(model: type[Subject], here: str, said: About) -> Refusal:
    """Say that a step does not start here."""
    words = {"state": model.State(here).label, "step": said.label}
    return Refusal(Code.STATE, _("现为“%(state)s”，不能“%(step)s”") % words)


def editable(subject: Subject, seat: Held | None) -> list[Refusal]:
    """Ask whether the content may be changed in the present state, and from this seat."""
    if seat is None:
        return [Refusal(Code.RIGHT, _("您不在可以修改此事项的岗位上"))]
    here = subject.State(getattr(subject, "state", ""))
    if here in subject.EDITABLE:
        return []
    return [Refusal(Code.STATE, _("现为“%(state)s”，不能修改") % {"state": here.label})]


def needs(subject: Subject, said: About) -> list[Refusal]:
    """Ask every need of a step; all that fail answer."""
    faults = ((each.name, each(subject)) for each in said.needs)
    return [Refusal(Code.NEED, told(fault), name) for name, fault in faults if fault]


def window(subject: Subject, said: About, day: date) -> list[Refusal]:
    """Ask whether the stage is open for filing to this object's unit; mostly without a query."""
    if not subject.windowed or str(getattr(subject, "state", "")) not in said.window:
        return []
    if SHUT in subject.__dict__:
        span = shut_span(subject.__dict__[SHUT], day)
    else:
        span = shut_among(type(subject), [subject.pk], day).get(subject.pk)
    return [shut(type(subject), subject.year, span, day)] if span else []


def shut_now(subject: Subject, day: date) -> bool:
    """Tell whether the stage is closed on a day to the filing that comes next, if one does."""
    said = next((edge.about for edge in subject.edges_here() if edge.about.window), None)
    if said is None:
        return False
    subject.acting_on = day
    return bool(window(subject, said, day) or subject.closing_fault())


def window_of_many(
    model: type[Subject], years: dict[int, int], day: date
) -> dict[int, list[Refusal]]:
    """Ask the same of many rows, each with its budget year; one query where no window is set."""
    if not years or not windowed(model, set(years.values())):
        return {}
    spans = shut_among(model, list(years), day)
    return {key: [shut(model, years[key], span, day)] for key, span in spans.items()}


def over(made: Subject, roles: Sequence[Role], day: date) -> list[Refusal]:
    """Ask whether what some roles would begin on a day can still be filed, or comes too late.

    What opens later may be prepared before.
    """
    if not _bound(made, roles):
        return []
    made.acting_on = day
    if fault := made.closing_fault():
        return [Refusal(Code.NEED, told(fault))]
    span = shut_to(made, day)
    return [shut(type(made), made.year, span, day)] if span and span.over(day) else []


def _bound(made: Subject, roles: Sequence[Role]) -> bool:
    """Tell whether some roles file what is begun within the window of its stage."""
    return any(edge.about.window and set(edge.about.by) & set(roles) for edge in made.edges())


def shut(model: type[Subject], year: int, span: Span, day: date) -> Refusal:
    """Say from when to when the stage was or will be open, and whom to ask."""
    words = {
        "year": year,
        "stage": model._meta.verbose_name,
        "opens": span.opens_on or _("不限"),
        "closes": span.closes_on or _("不限"),
    }
    if span.ahead(day):
        said = _("%(year)s年度%(stage)s的填报窗口尚未开放（%(opens)s至%(closes)s）")
    else:
        said = _("%(year)s年度%(stage)s的填报窗口已经关闭（%(opens)s至%(closes)s）")
    ask = _("窗口外确需办理的，请由主管部门向财政绩效科申请例外")
    return Refusal(Code.WINDOW, _("；").join((said % words, ask)))


def note(said: About, words: str) -> list[Refusal]:
    """Ask for the opinion that a step owes."""
    if said.note and not words.strip():
        return [Refusal(Code.NOTE, _("请填写意见"))]
    return []


def seat_on(subject: Subject, said: About, by: Any, day: date) -> Held | None:
    """Find the seat in which a person may take a step on an object."""
    return rights.seat_for(rights.seats_of(by, day), said.by, subject, day)


def unchanged(subject: Subject, version: int | None, content_hash: str) -> None:
    """Refuse a form whose reader saw something else, and show the difference (R12)."""
    same = version in (None, subject.version)
    if same and content_hash in ("", subject.content_hash):
        return
    sentence = _("页面打开后该事项已有变化，请核对差异后重新办理")
    raise Refused(
        Refusal(Code.STALE, sentence), differences=differences(subject, version, content_hash)
    )


def differences(subject: Subject, version: int | None, content_hash: str) -> tuple[Difference, ...]:
    """Compare what a reader saw, told by its hash or its version, with what stands now."""
    state, sealed = _stood_at(subject, version)
    seen_hash = content_hash or sealed
    seen = Snapshot.objects.filter(content_hash=seen_hash).values_list("content", flat=True).first()
    now = subject.content()
    moved = _moved(subject, version, state)
    if seen is None or digest(canonical(now)) == seen_hash:
        return tuple(moved)
    return (*moved, *compare(type(subject), seen, now))


def _moved(subject: Subject, version: int | None, state: str) -> list[Difference]:
    if version is None:
        return []
    moved = [Difference(_("版本"), version, subject.version)]
    here, words = str(getattr(subject, "state", "")), _words(subject.State.choices)
    if state in ("", here):
        return moved
    return [*moved, Difference(_("状态"), words.get(state, state), words[here])]


def _stood_at(subject: Subject, version: int | None) -> tuple[str, str]:
    """Find in which state an object was at a version, and the hash of its content; "" if unknown.

    The line after a version tells the state, for the version in which an object is born has none.
    """
    if version is None:
        return "", ""
    found = subject_log(subject).filter(version__in=(version, version + 1))
    lines = {line.version: line for line in found}
    own, after = lines.get(version), lines.get(version + 1)
    return after.before if after else "", own.content_hash if own else ""


def subject_log(subject: Subject) -> Any:
    """Return the lines of one object, newest first."""
    lines = TransitionLog.objects.filter(machine=subject.stage(), object_id=subject.pk)
    return lines.order_by("-version")


def compare(model: type[Subject], seen: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """List the places at which two contents differ, by the labels a person reads."""
    return rules.differences(seen, now, wording=wording(model))


def wording(model: type[Subject]) -> Wording:
    """Collect the labels and the words of coded values of a stage's content."""
    meta = model._meta
    columns = {name: meta.get_field(name) for name in model.CONTENT}
    labels = {}
    for part, names in model.PARTS.items():
        child: Any = meta.get_field(part).related_model
        labels[part] = str(child._meta.verbose_name)
        columns |= {f"{part}.{name}": child._meta.get_field(name) for name in names}
    labels |= {name: str(getattr(c, "verbose_name", name)) for name, c in columns.items()}
    choices = {name: getattr(column, "flatchoices", ()) for name, column in columns.items()}
    words = {name: _words(some) for name, some in choices.items() if some}
    return Wording(labels, {**words, **stage_words()})


def stage_words() -> dict[str, dict[str, str]]:
    """Return the words of coded columns that offer no choices: lists of levels or dimensions."""
    levels = {str(code): _(label) for code, label in LEVEL_ONE_LABELS.items()}
    levels |= {str(code): _(label) for code, label in LEVEL_TWO_LABELS.items()}
    dimensions = {str(code): _(label) for code, label in DIMENSION_LABELS.items()}
    tables = {m._meta.label_lower: str(m._meta.verbose_name) for m in apps.get_models()}
    return {"waived": levels, "poor": dimensions, "machine": tables, "items.machine": tables}


def _words(choices: Any) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}
