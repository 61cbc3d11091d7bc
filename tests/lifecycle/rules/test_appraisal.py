from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules import appraisal
from lifecycle.rules.appraisal import Conclusion, Dimension
from lifecycle.rules.pack import NATIONAL

SCORES = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=15)
WEIGHTS = NATIONAL.appraisal.weights


def decimals(*values):
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("score", "vetoed", "conclusion"),
    [
        ("100", False, Conclusion.SUPPORT),
        ("80.01", False, Conclusion.SUPPORT),
        ("80", False, Conclusion.SUPPORT),
        ("79.99", False, Conclusion.PARTIAL),
        ("60", False, Conclusion.PARTIAL),
        ("59.99", False, Conclusion.REFUSE),
        ("100", True, Conclusion.REFUSE),
    ],
)
def test_the_total_and_the_veto_draw_the_conclusion(score, vetoed, conclusion):
    assert appraisal.conclude(Decimal(score), vetoed=vetoed) is conclusion


def test_a_region_may_move_the_limits():
    moved = {"vetoed": False, "support_from": Decimal(85), "partial_from": Decimal(70)}
    assert appraisal.conclude(Decimal("84.99"), **moved) is Conclusion.PARTIAL
    assert appraisal.conclude(Decimal("69.99"), **moved) is Conclusion.REFUSE


@pytest.mark.parametrize("dimension", Dimension)
def test_only_need_legality_and_repayment_can_veto(dimension):
    of_the_five = {Dimension.NECESSITY, Dimension.FUNDING}
    of_the_bond = {Dimension.WORTH, Dimension.MATURITY, Dimension.REPAYMENT}
    assert appraisal.vetoed([dimension]) is (dimension in of_the_five | of_the_bond)


def test_the_veto_names_the_dimensions_of_its_own_form():
    five = appraisal.veto_fault(appraisal.DIMENSIONS)
    assert five == "立项必要性或筹资合规性评为差，只能不予支持"
    assert appraisal.veto_fault(appraisal.BOND_DIMENSIONS) == (
        "必要性、公益性、收益性、建设投资合规性与项目成熟度或偿债计划可行性和偿债风险点"
        "评为差，只能不予支持"
    )


def test_a_bond_is_judged_on_eight_points_that_add_up_to_a_hundred():
    assert (len(appraisal.DIMENSIONS), len(appraisal.BOND_DIMENSIONS)) == (5, 8)
    assert tuple(appraisal.BOND_WEIGHTS) == appraisal.BOND_DIMENSIONS
    assert sum(appraisal.BOND_WEIGHTS.values()) == 100
    whole = appraisal.BOND_WEIGHTS
    assert appraisal.scores_fault(whole, weights=whole) == ""
    short = {d: points for d, points in whole.items() if d is not Dimension.REPAYMENT}
    fault = appraisal.scores_fault(short, weights=whole)
    assert fault == "偿债计划可行性和偿债风险点尚未评分"


def test_nothing_poor_vetoes_nothing():
    assert not appraisal.vetoed([])


def test_five_dimensions_add_up():
    scores = dict(zip(appraisal.DIMENSIONS, decimals(18, "17.5", 16, 15, "19.25"), strict=True))
    assert appraisal.total(scores) == Decimal("85.75")
    assert appraisal.scores_fault(scores, weights=WEIGHTS) == ""


@pytest.mark.parametrize(
    ("score", "fault"),
    [
        ("0", ""),
        ("20", ""),
        ("20.01", "筹资合规性得分应在0到20之间，最多两位小数"),
        ("-0.01", "筹资合规性得分应在0到20之间，最多两位小数"),
        ("9.995", "筹资合规性得分应在0到20之间，最多两位小数"),
        ("NaN", "筹资合规性得分应在0到20之间，最多两位小数"),
        (None, "筹资合规性尚未评分"),
    ],
)
def test_every_dimension_is_scored_within_its_points(score, fault):
    scores = dict.fromkeys(appraisal.DIMENSIONS, Decimal(10))
    del scores[Dimension.FUNDING]
    if score is not None:
        scores[Dimension.FUNDING] = Decimal(score)
    assert appraisal.scores_fault(scores, weights=WEIGHTS) == fault


@pytest.mark.parametrize(
    ("scores", "drop", "mean"),
    [
        ([80], False, "80.00"),
        ([80, 81], False, "80.50"),
        ([80, 80, 81], False, "80.33"),
        ([0, 80, 81, 82, 100], False, "68.60"),
        ([0, 80, 81, 82, 100], True, "81.00"),
        ([0, 80, 82, 100], True, "65.50"),
        (["80.01", "80.02"], False, "80.02"),
    ],
)
def test_a_panel_scores_its_mean_and_may_drop_extremes_from_five(scores, drop, mean):
    assert str(appraisal.panel_score(decimals(*scores), drop_extremes=drop)) == mean


def test_a_panel_without_experts_has_no_score():
    with pytest.raises(ValueError, match="experts"):
        appraisal.panel_score([])


@given(SCORES, st.booleans())
def test_a_panel_stays_between_its_lowest_and_highest(scores, drop):
    assert min(scores) <= appraisal.panel_score(scores, drop_extremes=drop) <= max(scores)


@pytest.mark.parametrize(
    ("scores", "flagged"),
    [
        ([10, 10], False),
        ([7, 13], False),
        (["6.99", "13"], True),
        ([17, 20, 14], False),
        ([20, 20, 10, 20, 20], True),
    ],
)
def test_experts_are_flagged_over_fifteen_percent_of_the_points(scores, flagged):
    assert appraisal.spread_flag(decimals(*scores), points=Decimal(20)) is flagged


def test_the_cut_of_the_report_is_reproduced():
    assert appraisal.cut(Decimal(500), approved=Decimal("320.5")) == Decimal("179.5")
    assert appraisal.cut_rate(Decimal(717_000_000), cut_total=Decimal(320_000_000)) == Decimal(
        "44.63"
    )
    assert appraisal.cut_rate(Decimal(0), cut_total=Decimal(0)) is None


@pytest.mark.parametrize(
    ("approved", "conclusion", "fault"),
    [
        ("100", Conclusion.SUPPORT, ""),
        ("99.99", Conclusion.SUPPORT, ""),
        ("100.01", Conclusion.SUPPORT, "核定金额应在0到申报金额之间"),
        ("-0.01", Conclusion.REFUSE, "核定金额应在0到申报金额之间"),
        ("0", Conclusion.SUPPORT, "予以支持的项目核定金额应大于0"),
        ("0", Conclusion.PARTIAL, "部分支持的项目核定金额应大于0"),
        ("0.01", Conclusion.PARTIAL, ""),
        ("0", Conclusion.REFUSE, ""),
        ("0.01", Conclusion.REFUSE, "不予支持的项目核定金额应为0"),
    ],
)
def test_the_approved_amount_fits_the_conclusion(approved, conclusion, fault):
    found = appraisal.approved_fault(
        Decimal(100), approved=Decimal(approved), conclusion=conclusion
    )
    assert found == fault
