"""A small city with a year's money, lights, orders, scores and steps in it, for boards to show."""

from datetime import date, timedelta
from decimal import Decimal

from evaluations.models import SelfEvaluation
from lifecycle.models import Appraisal, Execution, Project, ProjectYear, Target
from lifecycle.roles import Level
from monitoring.models import LightResult, Rectification
from tests.conftest import NOON, YEAR, organisation, put

NAMES = ("卫生健康局", "交通运输局", "民政局", "文化和旅游局", "农业农村局", "生态环境局",
         "住房和城乡建设局", "科学技术局", "应急管理局", "体育局")  # fmt: skip
WORKS = ("社区卫生服务中心设备购置", "农村公路养护工程", "养老服务设施改造提升", "文化惠民演出",
         "高标准农田建设", "流域水环境综合治理", "老旧小区改造", "科技创新平台补助",
         "应急物资储备库建设", "全民健身中心运行维护")  # fmt: skip
COLOURS = ("red", "green", "yellow", "green", "red", "blue", "green", "yellow", "grey", "green")
GRADES = ("excellent", "good", "excellent", "fair", "poor")
STATES = ("published", "approved", "biz_review", "dept_review", "unit_submitted", "approved")
MONTHS = range(1, 13)
YI = Decimal(10) ** 8


def city(town):
    """Build ten departments with three projects each; return the project-years."""
    found = []
    for n, name in enumerate(NAMES):
        place = organisation(f"3{n:02d}", name, Level.DEPARTMENT, town.desk)
        found += [_project_year(place, n, k) for k in range(3)]
    for n, row in enumerate(found):
        _money(row, n)
        _lights(row, n)
        _promise(row, n)
        _results(row, n)
    return found


def _project_year(place, n, k):
    project = Project.objects.create(
        code=f"52011223T{n:06d}{k:06d}", name=f"{WORKS[n]}（{k + 1}期）", organisation=place
    )
    return ProjectYear.objects.create(project=project, year=YEAR)


def _of(row):
    return {"project_year": row, "organisation": row.project.organisation, "year": YEAR}


def _money(row, n):
    budget = (n + 1) * YI / 10
    Execution.objects.bulk_create(
        Execution(
            project_year=row, month=month, paid=round(budget * month * (3 + n % 10) / 150, 2),
            budget=budget, document=f"{month}月", on=date(YEAR, month, 28),
        )
        for month in MONTHS
    )  # fmt: skip


def _lights(row, n):
    words = "12月末应支出100.00%，实际34.99%，进度比34.99% < 60% → 红灯"
    LightResult.objects.bulk_create(
        LightResult(
            project_year=row, year=YEAR, month=month, kind="project",
            light=COLOURS[(n + month) % 10], sentence=words, inputs={},
            pack="national v1", as_of=date(YEAR, month, 28),
        )
        for month in MONTHS
    )  # fmt: skip


def _promise(row, n):
    state = STATES[n % len(STATES)]
    made = Target.objects.create(**_of(row), goal="目标", amount=(n + 1) * YI / 10)
    late = NOON.date() - timedelta(days=n) if state.endswith("review") else None
    put(made, state, since=NOON - timedelta(days=n), due_on=late)


def _results(row, n):
    if n % 2:
        scored = SelfEvaluation.objects.create(
            **_of(row), budget=(n + 1) * YI / 10, imported=True, source="公开表"
        )
        put(scored, "confirmed", total=Decimal(85), grade=GRADES[n % 5])
    if n % 4 == 0:
        made = Rectification.objects.create(
            **_of(row), number=n + 1, source="monitoring", machine="monitoring.report", object_id=n,
            problem="执行缓慢",
        )  # fmt: skip
        closed = date(YEAR, 6, n + 1) if n % 3 else None
        put(
            made, "closed" if closed else "rectifying", closed_on=closed, finish_by=date(YEAR, 6, 9)
        )
    if n % 5 == 0:
        asked = Appraisal.objects.create(**_of(row), kind="project", declared=2 * YI)
        put(asked, "partial", key_path=True, approved=YI)
