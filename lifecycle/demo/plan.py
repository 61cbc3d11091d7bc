"""The published totals of 2023, and how the generated city adds up to them.

Source of the totals: the city's report of 2023, sections 一（二）, 一（三） and 一（四）.
"""

from decimal import Decimal

DEPARTMENTS = 105
PROJECTS = 1755
APPROVED_TOTAL = Decimal("20320000000.00")

APPRAISED = 28
CANCELLED = 4
DECLARED_TOTAL = Decimal("717000000.00")  # 3.2亿元 ÷ 44.63%
CUT_TOTAL = Decimal("320000000.00")
CANCELLED_TOTAL = Decimal("96000000.00")  # generated: the part of the cut that was refused whole
OUTSIDE_THE_SAMPLE = 6  # generated: assessed by their departments alone

KEY_DEPARTMENTS = 10
KEY_PROJECTS = 35
KEY_TOTAL = Decimal("4185000000.00")
KEY_PROJECTS_TOTAL = Decimal("1850000000.00")  # generated: how the total splits over the two kinds
KEY_DEPARTMENTS_TOTAL = KEY_TOTAL - KEY_PROJECTS_TOTAL
PROJECTS_OF_A_KEY_DEPARTMENT = 17

REAL_DEPARTMENTS = 31
REAL_PROJECTS = 35
REAL_TOTAL = Decimal("1933967300.00")

OTHER_PROJECTS = (
    PROJECTS
    - REAL_PROJECTS
    - (APPRAISED - CANCELLED)
    - KEY_PROJECTS
    - KEY_DEPARTMENTS * PROJECTS_OF_A_KEY_DEPARTMENT
)
OTHER_TOTAL = (
    APPROVED_TOTAL
    - REAL_TOTAL
    - (DECLARED_TOTAL - CUT_TOTAL)
    - KEY_PROJECTS_TOTAL
    - KEY_DEPARTMENTS_TOTAL
)
