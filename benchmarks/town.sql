-- So many project-years over four years, with all that hangs on them, in the proportions of the
-- published city: written by a superuser with the triggers asleep, so that a large town is quick.
SET session_replication_role = replica;
SET synchronous_commit = off;

-- What the city does not speak of stays empty, so that a new column needs no line here.
DO $$
DECLARE
  c record;
BEGIN
  FOR c IN SELECT table_name, column_name, CASE data_type WHEN 'boolean' THEN 'false' WHEN 'jsonb' THEN '[]'
      WHEN 'ARRAY' THEN '{}' ELSE '' END AS nothing
    FROM information_schema.columns WHERE table_schema = 'public' AND is_nullable = 'NO'
      AND column_default IS NULL AND data_type IN ('boolean', 'jsonb', 'ARRAY', 'character varying', 'text')
  LOOP
    EXECUTE format('ALTER TABLE %%I ALTER %%I SET DEFAULT %%L', c.table_name, c.column_name, c.nothing);
  END LOOP;
END $$;

INSERT INTO lifecycle_project (id, code, name, organisation_id, kind, fund, field, generated)
SELECT i, '52010023T' || lpad(i::text, 12, '0'), '校舍维修改造项目' || i,
  CASE WHEN w THEN (%(departments)s::bigint[])[i / 20] WHEN i <= 120 AND i %% 2 = 1 THEN (%(units)s::bigint[])[1]
    ELSE (%(units)s::bigint[])[1 + (i * 7) %% array_length(%(units)s::bigint[], 1)] END,
  CASE WHEN w THEN 'department' ELSE 'project' END,
  (ARRAY['11', '11', '11', '12', 'bond'])[1 + i %% 5], '', true
FROM (SELECT i, i %% 20 = 0 AND i / 20 <= array_length(%(departments)s::bigint[], 1) AS w
      FROM generate_series(1, %(size)s / 4) i) AS p;

INSERT INTO lifecycle_projectyear (id, project_id, year, is_new, is_key, is_secret, to_congress)
SELECT n, 1 + (n - 1) / 4, %(last)s - (n - 1) %% 4, n %% 9 = 0, hashint4(n) %% 20 = 0, false, n %% 50 = 1
FROM generate_series(1, %(size)s) n;

CREATE TEMP TABLE town AS
SELECT y.id, y.year, y.year < %(last)s AS past, y.is_key, y.project_id::int AS i, p.organisation_id AS place,
  p.kind = 'department' AS whole, o.department_id, o.desk_id,
  (1 + (y.project_id * 37) %% 400)::numeric * 10000 AS amount,
  encode(sha256(('t' || y.id)::bytea), 'hex') AS mark
FROM lifecycle_projectyear y JOIN lifecycle_project p ON p.id = y.project_id
JOIN lifecycle_organisation o ON o.id = p.organisation_id ORDER BY y.id;
ANALYZE town;

INSERT INTO lifecycle_target (id, version, since, due_on, content_hash, organisation_id, year,
  filed_by_id, project_year_id, number, goal, amount, waived, state, approved_on)
SELECT id, 5, %(at)s - make_interval(days => i %% 90), CASE WHEN s LIKE '%%review' OR s IN
  ('returned', 'draft', 'unit_submitted') THEN %(day)s::date + i %% 30 - 10 END, mark, place, year,
  %(filer)s, id, 1, '全年完成10所学校校舍维修，验收合格率100%%，师生满意度不低于90%%。', amount, '', s,
  CASE WHEN s IN ('approved', 'published') THEN make_date(year, 3, 1) END
FROM (SELECT *, CASE WHEN i %% 5 = 0 OR (past AND is_key) THEN 'published' WHEN past THEN 'approved' ELSE coalesce((ARRAY[
  'draft', 'unit_submitted', 'dept_review', 'biz_review', 'perf_review', 'finalised', 'returned'
  ])[1 + (i * 3) %% 25], 'approved') END AS s FROM town) t;
INSERT INTO lifecycle_target (id, version, since, content_hash, organisation_id, year, filed_by_id,
  project_year_id, number, goal, amount, waived, state, approved_on)
SELECT id + %(size)s, 3, %(at)s, mark, place, year, %(filer)s, id, 2, '调整后的目标。', amount + 5000,
  '', 'approved', make_date(year, 8, 1) FROM town WHERE past AND i %% 100 = 7;
INSERT INTO lifecycle_indicator (key, level, name, operator, target, wording, unit, weight,
  target_set_id)
SELECT gen_random_uuid(), l, l, 'ge', 10, '', '所', w, t.id FROM lifecycle_target t,
  (VALUES ('quantity', 40), ('social_benefit', 40), ('served_satisfaction', 20)) AS v(l, w);
INSERT INTO lifecycle_snapshot (content_hash, content)
SELECT mark, jsonb_build_object('goal', '全年完成9所学校校舍维修。', 'amount', amount::text, 'waived', '',
  'indicators', '[]'::jsonb) FROM town WHERE NOT past;

INSERT INTO lifecycle_budgetevent (project_year_id, kind, amount, document, line, "on")
SELECT id, 'initial', amount, '预算' || year, id, make_date(year, 3, 1) FROM town;
INSERT INTO lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on")
SELECT id, m, 1, round(amount * m * (i %% 10 + 1) / 120, 2), amount, m || '月',
  make_date(year, m, 28) FROM town, generate_series(1, 10) m WHERE i %% 200 <> 3 ORDER BY id, m;
INSERT INTO lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on")
SELECT id, 10, 2, round(amount * (i %% 10 + 1) / 12, 2), amount, '更正',
  make_date(year, 10, 30) FROM town WHERE i %% 100 = 5;

INSERT INTO monitoring_lightresult (project_year_id, year, month, kind, revision, light, sentence,
  inputs, pack, as_of, frozen)
SELECT id, year, m, k, 1, (ARRAY['red', 'yellow', 'green', 'green', 'green', 'green', 'green',
  'green', 'green', 'grey'])[1 + (i * 7 + m) %% 10], m || '月末应支出83.33%%，实际34.99%%', '{}', 'national v1',
  make_date(year, m, 28), false
FROM town, generate_series(9, 10) m, unnest(ARRAY['execution', 'goal', 'project']) k ORDER BY id, m;
INSERT INTO monitoring_lightresult (project_year_id, year, month, kind, revision, light, sentence,
  inputs, pack, as_of, frozen)
SELECT id, year, 10, 'project', 2, 'yellow', '更正后的黄灯', '{}', 'national v1',
  make_date(year, 10, 30), false FROM town WHERE i %% 100 = 5;

INSERT INTO monitoring_report (id, version, since, due_on, content_hash, organisation_id, year,
  filed_by_id, state, conclusion, submitted_on, project_year_id, month, paid, budget,
  execution_light, goal_light, project_light, forecast, cause)
SELECT (id - 1) * 2 + m - 8, 4, %(at)s - make_interval(days => i %% 20), CASE WHEN s NOT IN ('archived',
  'concluded') THEN %(day)s::date + i %% 20 - 8 END, mark, place, year, %(filer)s, s, 'clean', make_date(year,
  m, 28) + 8, id, m, round(amount * m * (i %% 10 + 1) / 120, 2), amount, 'green', 'green', 'green', '', ''
FROM (SELECT *, CASE WHEN past OR m = 9 THEN 'archived' ELSE coalesce((ARRAY['filling', 'submitted',
  'dept_review', 'biz_review', 'concluded'])[1 + i %% 12], 'archived') END AS s
  FROM town, generate_series(9, 10) m) t;
INSERT INTO monitoring_reading (report_id, key, level, name, operator, target, wording, unit, weight,
  actual, attainment, possibility, cause, no_data_reason, note, light)
SELECT r.id, gen_random_uuid(), 'quantity', 'quantity', 'ge', 10, '', '所', 100, 9, '', '', '', '', '',
  'green' FROM monitoring_report r WHERE r.month = 10;

INSERT INTO monitoring_warning (id, version, since, due_on, content_hash, organisation_id, year, state,
  opened_on, project_year_id, rule, month, light, reason, fingerprint, cause, plan)
SELECT id, 3, %(at)s - make_interval(days => i %% 20), CASE WHEN NOT past THEN %(day)s::date + i %% 20 - 8
  END, mark, place, year, CASE WHEN past THEN 'closed' ELSE (ARRAY['open', 'acknowledged',
  'in_rectification', 'resolved', 'closed'])[1 + i %% 5] END, make_date(year, 10, 8), id, 'project_light',
  10, 'red', '判灯依据', mark, '', '' FROM town WHERE (i * 7 + 10) %% 10 < 2;
INSERT INTO monitoring_rectification (id, version, since, due_on, content_hash, organisation_id, year,
  state, days, requirement, conclusion, issued_on, finish_by, closed_on, project_year_id, number, source,
  machine, object_id, problem, serious)
SELECT id, 5, %(at)s - make_interval(days => i %% 20), CASE WHEN s <> 'closed' THEN %(day)s::date + i %% 20
  - 8 END, mark, place, year, s, 30, '限期整改', '', make_date(year, 9, 8), make_date(year, 10, 8), CASE WHEN s
  = 'closed' THEN make_date(year, 10, 1 + i %% 16) END, id, i, 'warning', 'monitoring.warning', id,
  '进度偏慢', false
FROM (SELECT *, CASE WHEN past OR i %% 7 > 4 THEN 'closed' ELSE (ARRAY['issued', 'rectifying', 'feedback',
  'verify', 'received'])[1 + i %% 7] END AS s FROM town WHERE i %% 15 = 3) t;
INSERT INTO monitoring_rectificationitem (rectification_id, problem, measure, responsible, evidence)
SELECT id, '进度偏慢', '加快', '张三', '' FROM monitoring_rectification;

INSERT INTO lifecycle_appraisal (id, version, since, content_hash, organisation_id, year, state,
  round_number, key_path, conclusion, approved, conditions, concluded_on, project_year_id, kind, declared)
SELECT id, 4, %(at)s, mark, place, year, CASE WHEN i %% 7 = 0 THEN 'rejected' ELSE 'in_pool' END, 1, true,
  'support', amount * 0.9, '', make_date(year, 1, 9), id, 'project', amount FROM town WHERE i %% 50 = 9;
INSERT INTO lifecycle_amendment (id, version, since, due_on, content_hash, organisation_id, year, state,
  republish, target_id, reason_kind, reason, goal, amount, waived)
SELECT id, 4, %(at)s, %(day)s::date, mark, place, year, CASE WHEN past THEN 'approved' ELSE (ARRAY['draft',
  'submitted', 'dept_review', 'biz_review'])[1 + i %% 4] END, false, id, 'policy', '政策调整', '目标', amount,
  '' FROM town WHERE i %% 100 = 7;

INSERT INTO evaluations_selfevaluation (id, version, since, content_hash, organisation_id, year,
  filed_by_id, state, total, grade, recheck_grade, confirmed_on, project_year_id, budget, paid,
  execution_score, narrative, imported, source)
SELECT id, 5, make_date(year + 1, 3, 1), mark, place, year, %(filer)s, CASE WHEN i %% 5 = 0 THEN 'published'
  ELSE 'confirmed' END, 70 + i %% 30, (ARRAY['excellent', 'good', 'fair'])[1 + i %% 3], '',
  make_date(year + 1, 3, 9), id, amount, amount * 0.8, 8, '按计划完成', false, '' FROM town WHERE past;
INSERT INTO evaluations_selfevaluationline (self_evaluation_id, key, level, name, operator, target, unit,
  actual, attainment, weight, computed, deduction, reason, score)
SELECT id, gen_random_uuid(), 'quantity', 'quantity', 'ge', 10, '所', 9, '', 90, 80, 0, '', 80 FROM town
WHERE past;
INSERT INTO evaluations_departmentevaluation (id, version, since, content_hash, organisation_id, year,
  state, score, grade, project_year_id, amount, scheme, report)
SELECT id, 5, make_date(year + 1, 5, 1), mark, place, year, 'published', 90, 'excellent', id, amount, '', ''
FROM town WHERE whole AND past;
INSERT INTO evaluations_keyevaluation (id, version, since, content_hash, organisation_id, year, state,
  score, grade, project_year_id, amount, reason, scheme, report)
SELECT id, 9, make_date(year + 1, 6, 1), mark, place, year, CASE WHEN past THEN 'published' ELSE
  'candidate' END, 85, 'good', id, amount, '', '', '' FROM town WHERE i %% 40 = 1;
INSERT INTO evaluations_application (id, version, since, content_hash, organisation_id, year, state,
  proposed_amount, decided_amount, project_year_id, self_evaluation_id, target_year, source_version, source_hash, grade, base,
  coefficient, idle_balance, action, reason)
SELECT id, 4, make_date(year + 1, 8, 1), mark, place, year, 'reported', amount, amount, id, id, year + 1, 5,
  mark, 'good', amount, 1, 0, 'keep', '' FROM town WHERE past;

CREATE TEMP TABLE things AS
SELECT 'lifecycle.target' AS m, id, version, content_hash, organisation_id, state, since, year
  FROM lifecycle_target
UNION ALL SELECT 'monitoring.report', id, version, content_hash, organisation_id, state, since, year
  FROM monitoring_report
UNION ALL SELECT 'monitoring.warning', id, version, content_hash, organisation_id, state, since, year
  FROM monitoring_warning
UNION ALL SELECT 'monitoring.rectification', id, version, content_hash, organisation_id, state, since, year
  FROM monitoring_rectification
UNION ALL SELECT 'evaluations.selfevaluation', id, version, content_hash, organisation_id, state, since,
  year FROM evaluations_selfevaluation
UNION ALL SELECT 'evaluations.application', id, version, content_hash, organisation_id, state, since, year
  FROM evaluations_application;
INSERT INTO lifecycle_transitionlog (machine, object_id, version, step, before, after, by_id, by_name,
  acting_for_name, role, seat, organisation, note, content_hash, pack, at, recorded_at, algorithm,
  prev_hash, hash)
SELECT m, t.id, v, (ARRAY['submit', 'accept', 'endorse', 'refer', 'edit'])[v], CASE WHEN v = t.version THEN
  'dept_review' ELSE 'draft' END, CASE WHEN v = t.version THEN state ELSE 'dept_review' END,
  CASE v WHEN 1 THEN CASE WHEN o.id = (%(units)s::bigint[])[1] THEN %(filer)s END
    WHEN 2 THEN CASE WHEN o.department_id = (%(departments)s::bigint[])[1] THEN %(officer)s END
    WHEN 3 THEN CASE WHEN o.desk_id = %(desk)s THEN %(clerk)s END WHEN 4 THEN
    CASE WHEN t.id %% 20 = 1 THEN %(performance)s END END::bigint,
  '经办', '', 'unit_officer', '经办', '单位', '', t.content_hash, 'national v1',
  since - make_interval(days => t.version - v), now(), 'sha256', '', t.content_hash
FROM things t JOIN lifecycle_organisation o ON o.id = t.organisation_id, generate_series(1, t.version) v
WHERE v <= 5;

INSERT INTO lifecycle_claim (machine, object_id, version, number, kind, holder_id, place_id, note, by_id,
  by_name, acting_for_name, role, seat, organisation, at)
SELECT 'lifecycle.target', id, version, 1, 'claim', %(performance)s, %(bureau)s, '', %(performance)s, '绩效',
  '', 'performance', '绩效', '财政局', %(at)s FROM lifecycle_target WHERE state = 'perf_review' AND id %% 3 = 0;
INSERT INTO lifecycle_watch (person_id, machine, object_id, at)
SELECT p, 'lifecycle.projectyear', n * 4 - 3, %(at)s FROM unnest(%(people)s::bigint[]) p,
  generate_series(1, 30) n;
INSERT INTO lifecycle_notice (person_id, address, kind, subject, body, html, message_id, state, attempts,
  fault, at, created_at, next_try_at, sent_at, basis)
SELECT (%(people)s::bigint[])[1 + i %% array_length(%(people)s::bigint[], 1)], 'a@example.com',
  'lifecycle.target.approve', '绩效目标已批复', '已批复', '', 'm' || id, 'sent', 1, '', %(at)s, now(), now(), now(), '{}'
FROM town;
DROP TABLE town, things;
