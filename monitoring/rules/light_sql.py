"""The rules of lights as set-based SQL, held equal to the rules in Python by a property test.

Every number of a pack is a parameter; `sweep.parameters` gives them. One pass goes from the facts
to one row a project-year in a temporary table, with an index and fresh statistics, without which
PostgreSQL plans for an empty table. What a project has is looked up by its index, so that the pass
neither sorts nor holds more than a project.
"""

from monitoring.rules.figures_sql import half_up, shown

PERCENT, WHOLE = "paid * %(up)s", "budget * %(down)s"
ON_A_LIMIT = "{0} = %(green)s OR COALESCE({0} = %(red)s, false)"

ONCE = "OFFSET 0"
"""Works a sub-select out once a row: a merged one is worked out anew wherever it is mentioned."""

DROP = """
DROP TABLE IF EXISTS pg_temp.swept_project, pg_temp.swept_stored, pg_temp.swept_later,
  pg_temp.swept_live
"""

INDICATOR = """CASE
  WHEN g.possibility = 'impossible' THEN %(short)s
  WHEN extract(month FROM g.due) > %(month)s THEN 'grey'
  WHEN g.operator = 'qualitative' THEN
    CASE g.attainment WHEN 'achieved' THEN 'green' WHEN 'partly' THEN 'yellow'
      WHEN 'missed' THEN %(short)s ELSE 'grey' END
  WHEN g.actual IS NULL THEN 'grey'
  WHEN g.operator = 'bool' THEN CASE WHEN g.actual > 0 THEN 'green' ELSE %(short)s END
  WHEN g.operator = 'date_le' THEN CASE WHEN g.actual <= 0 THEN 'green' ELSE %(short)s END
  WHEN g.target IS NULL THEN 'grey'
  WHEN g.operator = 'lt' THEN CASE WHEN g.actual < g.target THEN 'green' ELSE %(short)s END
  WHEN g.operator = 'le' THEN CASE WHEN g.actual <= g.target THEN 'green' ELSE %(short)s END
  WHEN g.operator = 'range' THEN CASE
    WHEN g.actual < g.target THEN
      CASE WHEN (g.target - g.actual) * 100 <= %(range_yellow)s * abs(g.target)
        AND (g.actual - COALESCE(g.target_high, g.target)) * 100
          <= %(range_yellow)s * abs(g.target)
        THEN 'yellow' ELSE %(short)s END
    WHEN g.actual > COALESCE(g.target_high, g.target) THEN
      CASE WHEN (g.actual - COALESCE(g.target_high, g.target)) * 100
        <= %(range_yellow)s * abs(COALESCE(g.target_high, g.target))
        THEN 'yellow' ELSE %(short)s END
    ELSE 'green' END
  WHEN g.operator = 'eq' AND g.target = 0 THEN
    CASE WHEN g.actual = 0 THEN 'green' ELSE %(short)s END
  WHEN g.target <= 0 THEN 'grey'
  WHEN g.milestone IS NULL AND (g.milestone_month IS NOT NULL
    OR %(point_waits)s AND g.accumulation IN ('latest', 'ratio')) THEN 'grey'
  WHEN g.milestone <= 0 THEN 'green'
  WHEN g.actual <= 0 THEN %(short)s
  WHEN g.milestone IS NOT NULL THEN CASE
    WHEN g.actual * 100 >= %(blue_from)s
      * CASE WHEN %(blue_by_pace)s THEN g.milestone ELSE g.target END THEN 'blue'
    WHEN g.actual * 100 < %(pace_red)s * g.milestone THEN %(short)s
    WHEN g.actual * 100 < %(pace_green)s * g.milestone THEN 'yellow'
    ELSE 'green' END
  WHEN g.actual * %(blue_up)s >= (%(blue_from)s * %(blue_down)s) * g.target THEN 'blue'
  WHEN g.actual * 1200 < (%(pace_red)s * %(month)s) * g.target THEN %(short)s
  WHEN g.actual * 1200 < (%(pace_green)s * %(month)s) * g.target THEN 'yellow'
  ELSE 'green'
END"""

GOAL = f"""
SELECT count(*) AS n, jsonb_object_agg(key, light) FILTER (WHERE light <> 'green') AS lights,
  count(*) FILTER (WHERE light = 'green') AS green,
  count(*) FILTER (WHERE light = 'yellow') AS yellow,
  count(*) FILTER (WHERE light = 'red') AS red,
  count(*) FILTER (WHERE light = 'blue') AS blue,
  count(*) FILTER (WHERE light = 'grey') AS grey,
  sum(weight) FILTER (WHERE counts) AS counted,
  -- Thirds add up to a whole again: twenty of twenty-four places are kept.
  round(sum(CASE WHEN actual >= target THEN weight WHEN actual <= 0 THEN 0
    ELSE round(weight * actual, 24) / target END) FILTER (WHERE counts), 20) AS done
FROM (
  SELECT g.key, g.weight, g.actual, g.target, {INDICATOR} AS light,
    g.level = 'quantity' AND g.actual IS NOT NULL AND g.target > 0 AND g.due IS NULL
      AND g.operator IN ('gt', 'ge', 'eq') AS counts
  FROM monitoring_reading g WHERE g.report_id = r.id AND r.submitted_on <= %(as_of)s
  {ONCE}
) judged
HAVING count(*) > 0
"""  # noqa: S608 - constants
"""The readings of a report r that was filed by the day."""

PAID = """
SELECT x.paid, x.budget FROM lifecycle_execution x
WHERE x.project_year_id = y.id AND x.month = %(month)s AND x."on" <= %(as_of)s
ORDER BY x.revision DESC LIMIT 1
"""

PLANNED = """
SELECT COALESCE(max(z.amount) FILTER (WHERE z.month <= %(month)s), 0) AS planned
FROM lifecycle_plannedpayment z WHERE z.project_year_id = y.id AND z.revision = (
  SELECT max(revision) FROM lifecycle_plannedpayment
  WHERE project_year_id = y.id AND "on" <= %(as_of)s)
HAVING count(*) > 0
"""

FACTS = f"""
SELECT y.id AS project_year_id, p.organisation_id, e.paid, e.budget, d.planned,
  CASE WHEN e.budget > 0 THEN {half_up("e.paid * 100", "e.budget", 2)} END AS rate,
  CASE WHEN d.planned IS NULL OR NOT %(paced)s THEN {PERCENT} ELSE e.paid * 100 END AS part,
  CASE WHEN d.planned IS NULL OR NOT %(paced)s THEN {WHOLE} ELSE d.planned END AS whole,
  g.*, CASE WHEN g.counted > 0 THEN {half_up("g.done * 100", "g.counted", 2)} END AS achieved,
  late.light AS missing, late.said AS missing_said
FROM lifecycle_projectyear y
JOIN lifecycle_project p ON p.id = y.project_id
LEFT JOIN (
  SELECT id, project_year_id, due_on, submitted_on FROM monitoring_report
  WHERE year = %(year)s AND month = %(month)s
) r ON r.project_year_id = y.id
LEFT JOIN LATERAL ({PAID}) e ON true
LEFT JOIN LATERAL ({PLANNED}) d ON true
LEFT JOIN LATERAL ({GOAL}) g ON true
LEFT JOIN jsonb_to_recordset(%(late)s::jsonb) AS late(due_on date, light text, said text)
  ON late.due_on = r.due_on AND r.submitted_on IS NULL
WHERE y.year = %(year)s AND (%(only)s::bigint[] IS NULL OR y.id = ANY(%(only)s::bigint[]))
"""  # noqa: S608 - constants
"""What the day knows of each project-year; part / whole is its rate or pace in percent."""

MONEY = f"""
SELECT *, CASE
    WHEN paid IS NULL OR budget = 0 THEN NULL
    WHEN paid > budget THEN 'red'
    WHEN NOT %(scaled)s THEN NULL
    WHEN part < %(red)s * whole THEN 'red'
    WHEN part < %(green)s * whole THEN 'yellow'
    ELSE 'green'
  END AS paid_light,
  CASE WHEN red > 0 THEN 'red' WHEN yellow > 0 THEN 'yellow' WHEN green > 0 THEN 'green'
    WHEN blue > 0 THEN 'blue' ELSE 'grey' END AS goal,
  abs(achieved - rate) AS gap
FROM ({FACTS} {ONCE}) facts
"""  # noqa: S608 - constants

RATIOS = f"""
SELECT *,
  CASE
    WHEN paid_light IS NULL OR whole = 0 AND paid <= budget THEN NULL
    WHEN paid > budget THEN {half_up(PERCENT, WHOLE, 4)}
    ELSE {half_up("part", "whole", 4)}
  END AS pace,
  CASE WHEN paid_light IS NOT NULL AND whole > 0 THEN {half_up("part", "whole", 2)} END AS ratio,
  COALESCE(paid <= budget AND whole > 0 AND %(paced)s AND part > %(ahead_over)s * whole, false)
    AS ahead,
  CASE WHEN budget = 0 THEN %(zero_budget)s ELSE COALESCE(paid_light, 'grey') END AS money,
  COALESCE(gap > %(mismatch_over)s, false) AS apart
FROM ({MONEY} {ONCE}) known
"""  # noqa: S608 - constants

SAID = f"""CASE
  WHEN m.paid IS NULL AND NOT %(scaled)s THEN %(unscaled)s
  WHEN m.paid IS NULL THEN '尚未取得预算执行数据，不判灯'
  WHEN m.budget = 0 THEN %(no_budget)s
  WHEN m.paid > m.budget THEN
    '超预算：已支出' || m.paid || '元 > 全年预算' || m.budget || '元 → 红灯'
  WHEN m.whole = 0 THEN %(month)s || '月末按计划尚无应支出 → 绿灯'
  WHEN m.paid_light IS NULL THEN %(unscaled)s
  ELSE %(month)s || '月末'
    || CASE WHEN m.planned IS NOT NULL AND %(paced)s THEN
      '按计划应支出' || {half_up("m.planned * 100", "m.budget", 2)}
        || '%%，实际' || m.rate || '%%，'
      WHEN %(paced)s THEN '应支出' || %(due)s || '%%，实际' || m.rate || '%%，' ELSE '' END
    || CASE WHEN m.paid_light = 'yellow' THEN %(from_red)s ELSE '' END
    || %(scale)s || CASE WHEN {ON_A_LIMIT.format("m.ratio")}
      THEN {shown("m.part", "m.whole", ON_A_LIMIT)} ELSE m.ratio::text END
    || CASE m.paid_light WHEN 'red' THEN '%% < ' || %(red_text)s WHEN 'yellow' THEN
      '%% < ' || %(green_text)s ELSE '%% ≥ ' || %(green_text)s END
    || '%% → ' || CASE m.paid_light WHEN 'red' THEN '红灯' WHEN 'yellow' THEN '黄灯' ELSE '绿灯' END
    || CASE WHEN m.ahead THEN '，超前（> ' || %(ahead_text)s || '%%），请核对' ELSE '' END
END"""

PROJECT = f"""
CREATE TEMPORARY TABLE swept_project ON COMMIT DROP AS
SELECT project_year_id, organisation_id, paid, budget, planned, rate, pace, ahead, money, goal,
  {SAID} AS money_said, n, green, yellow, red, blue, grey, lights, achieved, gap, apart,
  COALESCE(missing, 'grey') AS missing, missing_said,
  CASE
    WHEN 'red' IN (money, goal, missing) THEN 'red'
    WHEN 'yellow' IN (money, goal, missing) OR apart THEN 'yellow'
    WHEN 'green' IN (money, goal) THEN 'green' WHEN goal = 'blue' THEN 'blue' ELSE 'grey'
  END AS light
FROM ({RATIOS} {ONCE}) m
"""  # noqa: S608 - constants

LABEL = """CASE {0} WHEN 'red' THEN '红灯' WHEN 'yellow' THEN '黄灯' WHEN 'green' THEN '绿灯'
  WHEN 'blue' THEN '蓝灯' ELSE '不判灯' END"""

TOGETHER = f"""'目标' || {LABEL.format("w.goal")} || '，执行' || {LABEL.format("w.money")}
    || CASE WHEN w.apart THEN '，目标完成' || w.achieved || '%%与预算执行' || w.rate
      || '%%相差' || w.gap || '个百分点 > ' || %(mismatch_text)s || ' → 黄灯' ELSE '' END
    || COALESCE('，' || w.missing_said, '') || ' → 项目' || {LABEL.format("w.light")}"""

MONEY_READ = """jsonb_build_object('paid', w.paid::text, 'budget', w.budget::text,
    'ahead', w.ahead, 'pace', w.pace::text)
  || CASE WHEN w.planned IS NULL THEN '{}'
    ELSE jsonb_build_object('planned', w.planned::text) END"""

GOAL_SAID = f"""CASE WHEN w.n IS NULL THEN '尚未报送监控情况，不判灯' ELSE
    w.n || '项指标：' || concat_ws('、',
      CASE WHEN w.green > 0 THEN '绿灯' || w.green || '项' END,
      CASE WHEN w.yellow > 0 THEN '黄灯' || w.yellow || '项' END,
      CASE WHEN w.red > 0 THEN '红灯' || w.red || '项' END,
      CASE WHEN w.blue > 0 THEN '蓝灯' || w.blue || '项' END,
      CASE WHEN w.grey > 0 THEN '不判灯' || w.grey || '项' END)
    || ' → ' || {LABEL.format("w.goal")} END"""

GOAL_READ = """jsonb_build_object('green', COALESCE(w.green, 0),
    'indicators', COALESCE(w.lights, '{}'))"""

TOGETHER_READ = """jsonb_build_object('execution', w.money, 'goal', w.goal)
  || CASE WHEN w.apart THEN '{"mismatch": "yellow"}'::jsonb ELSE '{}' END
  || CASE WHEN w.missing = 'grey' THEN '{}' ELSE jsonb_build_object('missing', w.missing) END"""

# Not VALUES, whose expressions PostgreSQL prepares anew for every project.
FOUND = f"""
SELECT w.project_year_id, unnest(ARRAY['execution', 'goal', 'project']) AS kind,
  unnest(ARRAY[w.money, w.goal, w.light]) AS light,
  unnest(ARRAY[w.money_said, {GOAL_SAID}, {TOGETHER}]) AS sentence,
  unnest(ARRAY[{MONEY_READ}, {GOAL_READ}, {TOGETHER_READ}]) AS inputs
FROM swept_project w
"""  # noqa: S608 - constants

FOUND_IN_ORDER = f"{FOUND} ORDER BY project_year_id, kind"

STORED = """
CREATE TEMPORARY TABLE swept_stored ON COMMIT DROP AS
SELECT DISTINCT ON (project_year_id, kind) project_year_id, kind, revision, light, sentence,
  inputs, pack, as_of, frozen
FROM monitoring_lightresult
WHERE year = %(year)s AND month = %(month)s
  AND (%(only)s::bigint[] IS NULL OR project_year_id = ANY(%(only)s::bigint[]))
ORDER BY project_year_id, kind, revision DESC
"""

LATER = """
CREATE TEMPORARY TABLE swept_later ON COMMIT DROP AS
SELECT DISTINCT project_year_id FROM monitoring_lightresult
WHERE year = %(year)s AND month > %(month)s AND kind = 'project'
  AND (%(only)s::bigint[] IS NULL OR project_year_id = ANY(%(only)s::bigint[]))
"""

LIVE = """
CREATE TEMPORARY TABLE swept_live ON COMMIT DROP AS
SELECT DISTINCT project_year_id FROM monitoring_warning
WHERE year = %(year)s AND rule = %(rule)s AND state <> 'closed'
  AND (%(only)s::bigint[] IS NULL OR project_year_id = ANY(%(only)s::bigint[]))
"""

WRITE = f"""
INSERT INTO monitoring_lightresult
  (project_year_id, year, month, kind, revision, light, sentence, inputs, pack, as_of, frozen)
SELECT n.project_year_id, %(year)s, %(month)s, n.kind, COALESCE(o.revision, 0) + 1, n.light,
  n.sentence, n.inputs, %(pack)s, %(as_of)s, false
FROM ({FOUND}) n LEFT JOIN swept_stored o USING (project_year_id, kind)
WHERE o.revision IS NULL OR (
  NOT o.frozen AND o.as_of <= %(as_of)s
  AND (o.light, o.sentence, o.inputs, o.pack) <> (n.light, n.sentence, n.inputs, %(pack)s)
)
"""  # noqa: S608 - constants

CONCERNED = f"""
SELECT w.project_year_id, w.organisation_id, CASE WHEN o.frozen THEN o.light ELSE w.light END,
  w.pace, CASE WHEN o.frozen THEN o.sentence ELSE {TOGETHER} END
FROM swept_project w
LEFT JOIN swept_stored o ON o.project_year_id = w.project_year_id AND o.kind = 'project'
LEFT JOIN swept_live v ON v.project_year_id = w.project_year_id
LEFT JOIN swept_later x ON x.project_year_id = w.project_year_id
WHERE x.project_year_id IS NULL AND (o.as_of IS NULL OR o.as_of <= %(as_of)s)
  AND (CASE WHEN o.frozen THEN o.light ELSE w.light END IN ('yellow', 'red')
    OR v.project_year_id IS NOT NULL)
ORDER BY w.project_year_id
"""  # noqa: S608 - constants
"""What may move a warning: the project's light as it stands, unless a later month was judged."""

STEPS = ((PROJECT, "swept_project"),)
"""From facts to lights: a table with one row a project-year."""
BOOKS = (
    (STORED, "swept_stored", "project_year_id, kind"),
    (LATER, "swept_later", "project_year_id"),
    (LIVE, "swept_live", "project_year_id"),
)
"""What is stored already. Asked once and kept aside, whatever old statistics say of the tables."""
