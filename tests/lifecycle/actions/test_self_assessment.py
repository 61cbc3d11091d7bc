"""The unit's part saved as a page sends it: once, whole, and only on what was seen."""

import io
from decimal import Decimal

import pytest

from lifecycle.actions.appraisal import fill_appraisal
from lifecycle.actions.once import Carried, once
from lifecycle.actions.self_assessment import save_parts
from lifecycle.models import Appraisal, Attachment, TransitionLog
from lifecycle.refusals import Code, Refused
from lifecycle.rules.appraisal import BOND_DIMENSIONS, DIMENSIONS, Dimension
from lifecycle.rules.materials import BOND
from tests.conftest import NOON
from tests.lifecycle.rules.test_file_kinds import PDF

pytestmark = pytest.mark.django_db
KEY = "k" * 20


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def saved(appraisal, by, **parts):
    given = {"changes": {}, "scores": {}, "uploads": {}, "dropped": ()} | parts
    return save_parts(appraisal, by=by, at=NOON, **given)


def test_a_file_is_attached_and_answers_its_line(appraisal, officer):
    uploads = {"实施方案": ("方案.pdf", io.BytesIO(PDF))}
    found = saved(appraisal, officer, uploads=uploads)
    row = found.materials.get(name="实施方案")
    kept = Attachment.objects.get()
    assert (row.attachment, row.file_name, row.provided) == (kept, "方案.pdf", True)
    assert (kept.version, found.version) == (0, 1)
    row = saved(found, officer, dropped=["实施方案"]).materials.get(name="实施方案")
    assert (row.attachment, row.file_name, row.provided) == (None, "", False)


def test_a_file_that_is_refused_refuses_all(appraisal, officer):
    uploads = {
        "实施方案": ("方案.pdf", io.BytesIO(PDF)),
        "可行性研究报告": ("报告.pdf", io.BytesIO(b"no pdf at all")),
    }
    with pytest.raises(Refused):
        saved(appraisal, officer, uploads=uploads, changes={"declared": Decimal(6_000_000)})
    found = Appraisal.objects.get()
    assert (found.declared, found.version) == (8_000_000, 0)
    assert not Attachment.objects.exists()


def test_a_score_is_taken_back(appraisal, officer):
    found = saved(appraisal, officer, scores={Dimension.GOAL: None})
    assert found.self_score_fault() == "绩效目标合理性尚未评分"


def test_another_kind_brings_its_own_form_and_checklist(appraisal, officer):
    found = fill_appraisal(appraisal, by=officer, changes={"kind": "bond"}, at=NOON)
    assert found.dimensions == BOND_DIMENSIONS
    assert set(found.scores.values_list("dimension", flat=True)) == {"goal"}
    assert set(found.materials.values_list("name", flat=True)) == {m.name for m in BOND}
    assert found.self_score_fault() == "必要性、公益性、收益性尚未评分"
    scores = {dimension: (points, "有据") for dimension, points in found.weights.items()}
    whole = fill_appraisal(found, by=officer, scores=scores, at=NOON)
    assert whole.self_score_fault() == ""
    back = fill_appraisal(whole, by=officer, changes={"kind": "policy"}, at=NOON)
    assert back.dimensions == DIMENSIONS


def act(locked, at):
    fill_appraisal(locked, by=act.by, changes={"declared": Decimal(7_000_000)}, at=at)


def test_the_same_token_again_changes_nothing(appraisal, officer):
    act.by = officer
    carried = Carried(0, "", KEY)
    assert once(appraisal, "save", act, carried=carried, by=officer, at=NOON) is True
    assert once(appraisal, "save", act, carried=carried, by=officer, at=NOON) is False
    assert TransitionLog.objects.count() == 1
    with pytest.raises(Refused) as refused:
        once(appraisal, "other", act, carried=carried, by=officer, at=NOON)
    assert refused.value.codes == (Code.TOKEN,)


def test_a_page_that_is_stale_is_refused_with_the_difference(appraisal, officer):
    act.by = officer
    once(appraisal, "save", act, carried=Carried(0, "", KEY), by=officer, at=NOON)
    with pytest.raises(Refused) as refused:
        once(appraisal, "save", act, carried=Carried(0, "", "n" * 20), by=officer, at=NOON)
    assert refused.value.codes == (Code.STALE,)
    assert [(d.seen, d.now) for d in refused.value.differences] == [(0, 1)]
