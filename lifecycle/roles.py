"""Roles 岗位: who there is and where in the tree each sits. Said once, for every stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Levels of organisation 单位层级, lowest first."""

    UNIT = "unit", _("预算单位")
    DEPARTMENT = "department", _("主管部门")
    DESK = "desk", _("财政业务科室")
    BUREAU = "bureau", _("财政部门")
    OUTSIDE = "outside", _("第三方")


class Role(models.TextChoices):
    """Everyone who may move a stage. SYSTEM is the timetable, not a person."""

    UNIT_OFFICER = "unit_officer", _("单位经办")
    UNIT_HEAD = "unit_head", _("单位负责人")
    DEPARTMENT_OFFICER = "department_officer", _("部门绩效专员")
    DEPARTMENT_HEAD = "department_head", _("部门负责人")
    DESK = "desk", _("财政业务科室")
    PERFORMANCE = "performance", _("财政绩效科")
    BUDGET = "budget", _("财政预算科")
    LEADER = "leader", _("市领导")
    CONGRESS = "congress", _("人大")
    AUDITOR = "auditor", _("审计")
    ADMINISTRATOR = "administrator", _("系统管理员")
    AGENCY = "agency", _("第三方机构")
    EXPERT = "expert", _("专家")
    SYSTEM = "system", _("系统")


LEVEL_OF: dict[Role, Level] = {
    Role.UNIT_OFFICER: Level.UNIT,
    Role.UNIT_HEAD: Level.UNIT,
    Role.DEPARTMENT_OFFICER: Level.DEPARTMENT,
    Role.DEPARTMENT_HEAD: Level.DEPARTMENT,
    Role.DESK: Level.DESK,
    Role.PERFORMANCE: Level.BUREAU,
    Role.BUDGET: Level.BUREAU,
    Role.LEADER: Level.BUREAU,
    Role.CONGRESS: Level.BUREAU,
    Role.AUDITOR: Level.BUREAU,
    Role.ADMINISTRATOR: Level.BUREAU,
}
"""The level on which a role sits and below which it sees."""

ASSIGNED: frozenset[Role] = frozenset({Role.AGENCY, Role.EXPERT})
"""Roles that act only where they were assigned, never by the tree (回避 rules, domain 4.1)."""

CITY_WIDE: frozenset[Role] = frozenset({Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR})
"""Roles that see every object of their bureau; the rest of the bureau sees by assignment."""

BUREAU_SIDE: frozenset[Role] = frozenset({*CITY_WIDE, Role.DESK})
"""Roles that read what the bureau writes for itself; departments and outsiders never do."""

UNIT_ROLES = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
DEPARTMENT_ROLES = (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD)
WORKING: frozenset[Role] = frozenset({*UNIT_ROLES, *DEPARTMENT_ROLES, *BUREAU_SIDE})
"""Roles of the tree that take part in the work on an object."""
PEOPLE: tuple[Role, ...] = tuple(role for role in Role if role is not Role.SYSTEM)
