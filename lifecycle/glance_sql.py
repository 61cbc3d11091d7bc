"""The functions that keep the glances, in PL/pgSQL; their version stands in their names.

Each takes the rows that one statement wrote, locks their glances in the order of their keys, and
only then, in a statement of its own, reads what is newest: so that of two writers the later sees
what the earlier committed.
"""

UNSORTED = "LANGUAGE plpgsql SET enable_sort = off SET enable_incremental_sort = off"
"""What is newest is read from the end of an index that has its order, whatever statistics say: a
planner that knew of an empty table sorted a whole month for each row of the next."""

LOCK = """
  PERFORM 1 FROM lifecycle_glance WHERE project_year_id = ANY(ids)
    ORDER BY project_year_id FOR UPDATE;
"""

PLACED = """
  UPDATE lifecycle_glance g SET (organisation_id, unit_id, department_id, desk_id, bureau_id,
      kind, fund, is_new, is_key, is_secret, to_congress)
    = (w.organisation_id, w.unit_id, w.department_id, w.desk_id, w.bureau_id,
      w.kind, w.fund, w.is_new, w.is_key, w.is_secret, y.to_congress)
  FROM glance_place_v1(ids) w JOIN lifecycle_projectyear y ON y.id = w.id
  WHERE g.project_year_id = w.id AND
    (g.organisation_id, g.unit_id, g.department_id, g.desk_id, g.bureau_id,
      g.kind, g.fund, g.is_new, g.is_key, g.is_secret, g.to_congress) IS DISTINCT FROM
    (w.organisation_id, w.unit_id, w.department_id, w.desk_id, w.bureau_id,
      w.kind, w.fund, w.is_new, w.is_key, w.is_secret, y.to_congress);
"""

PLACE = """
CREATE OR REPLACE FUNCTION glance_place_v1(ids bigint[]) RETURNS TABLE (id bigint,
  project_id bigint, year smallint, organisation_id bigint, unit_id bigint, department_id bigint,
  desk_id bigint, bureau_id bigint, kind varchar, fund varchar, is_new boolean, is_key boolean,
  is_secret boolean) LANGUAGE sql STABLE AS $$
  SELECT y.id, y.project_id, y.year, o.id,
    CASE WHEN o.level = 'unit' THEN o.id END,
    CASE WHEN o.level = 'department' THEN o.id ELSE o.department_id END,
    CASE WHEN o.level = 'desk' THEN o.id ELSE o.desk_id END,
    CASE WHEN o.level = 'bureau' THEN o.id ELSE o.bureau_id END,
    p.kind, p.fund, y.is_new, y.is_key, y.is_secret
  FROM lifecycle_projectyear y JOIN lifecycle_project p ON p.id = y.project_id
  JOIN lifecycle_organisation o ON o.id = p.organisation_id WHERE y.id = ANY(ids)
$$;
"""

BORN = f"""
CREATE OR REPLACE FUNCTION glance_of_project_year_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(id) INTO ids FROM now;
  IF ids IS NULL THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO lifecycle_glance (project_year_id, project_id, year, organisation_id, unit_id,
      department_id, desk_id, bureau_id, kind, fund, is_new, is_key, is_secret, to_congress)
    SELECT w.*, y.to_congress
    FROM glance_place_v1(ids) w JOIN lifecycle_projectyear y ON y.id = w.id;
    RETURN NULL;
  END IF;
  {LOCK}{PLACED}
  RETURN NULL;
END $$;
"""  # noqa: S608 - constants

MOVED = f"""
CREATE OR REPLACE FUNCTION glance_of_project_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  IF TG_TABLE_NAME = 'lifecycle_project' THEN
    SELECT array_agg(y.id) INTO ids FROM now JOIN was USING (id)
      JOIN lifecycle_projectyear y ON y.project_id = now.id
      WHERE (now.organisation_id, now.kind, now.fund)
        IS DISTINCT FROM (was.organisation_id, was.kind, was.fund);
  ELSE
    SELECT array_agg(y.id) INTO ids FROM now JOIN was USING (id)
      JOIN lifecycle_project p ON p.organisation_id = now.id
      JOIN lifecycle_projectyear y ON y.project_id = p.id
      WHERE (to_jsonb(now) - 'name') IS DISTINCT FROM (to_jsonb(was) - 'name');
  END IF;
  IF ids IS NOT NULL THEN
    {LOCK}{PLACED}
  END IF;
  RETURN NULL;
END $$;
"""  # noqa: S608 - constants

PROMISED = f"""
CREATE OR REPLACE FUNCTION glance_of_target_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT project_year_id) INTO ids FROM now;
  ELSE
    SELECT array_agg(DISTINCT now.project_year_id) INTO ids FROM now JOIN was USING (id)
      WHERE (now.state, now.amount) IS DISTINCT FROM (was.state, was.amount);
  END IF;
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;
  {LOCK}
  UPDATE lifecycle_glance g SET amount = newest.amount, target_state = newest.state,
    approved = held.amount
  FROM unnest(ids) AS k(id)
  LEFT JOIN LATERAL (SELECT t.amount, t.state FROM lifecycle_target t
    WHERE t.project_year_id = k.id AND t.state <> 'void' ORDER BY t.number DESC LIMIT 1
  ) newest ON true
  LEFT JOIN LATERAL (SELECT t.amount FROM lifecycle_target t
    WHERE t.project_year_id = k.id AND t.state IN ('approved', 'published')
    ORDER BY t.number DESC LIMIT 1) held ON true
  WHERE g.project_year_id = k.id AND (g.amount, g.target_state, g.approved)
    IS DISTINCT FROM (newest.amount, newest.state, held.amount);
  RETURN NULL;
END $$;
"""  # noqa: S608 - constants

BOOKED = f"""
CREATE OR REPLACE FUNCTION glance_of_execution_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(DISTINCT project_year_id) INTO ids FROM now;
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;
  {LOCK}
  UPDATE lifecycle_glance g SET paid = last.paid, budget = last.budget
  FROM unnest(ids) AS k(id), LATERAL (SELECT e.paid, e.budget FROM lifecycle_execution e
    WHERE e.project_year_id = k.id ORDER BY e.month DESC, e.revision DESC LIMIT 1) last
  WHERE g.project_year_id = k.id
    AND (g.paid, g.budget) IS DISTINCT FROM (last.paid, last.budget);
  RETURN NULL;
END $$;
"""  # noqa: S608 - constants

FILL = """
INSERT INTO lifecycle_glance (project_year_id, project_id, year, organisation_id, unit_id,
  department_id, desk_id, bureau_id, kind, fund, is_new, is_key, is_secret, amount, target_state,
  approved, paid, budget)
SELECT w.*, newest.amount, newest.state, held.amount, last.paid, last.budget
FROM glance_place_v1((SELECT array_agg(id) FROM lifecycle_projectyear)) w
LEFT JOIN (SELECT DISTINCT ON (project_year_id) project_year_id, amount, state
  FROM lifecycle_target WHERE state <> 'void' ORDER BY project_year_id, number DESC
) newest ON newest.project_year_id = w.id
LEFT JOIN (SELECT DISTINCT ON (project_year_id) project_year_id, amount FROM lifecycle_target
  WHERE state IN ('approved', 'published') ORDER BY project_year_id, number DESC
) held ON held.project_year_id = w.id
LEFT JOIN (SELECT DISTINCT ON (project_year_id) project_year_id, paid, budget
  FROM lifecycle_execution ORDER BY project_year_id, month DESC, revision DESC
) last ON last.project_year_id = w.id ORDER BY w.year, w.id
"""
"""Write the glances of all that is there, where there are none yet."""

MARK = """
UPDATE lifecycle_glance g SET to_congress = true FROM lifecycle_projectyear y
WHERE y.id = g.project_year_id AND y.to_congress AND NOT g.to_congress
"""
"""Mark in the glances that are there already what goes to the congress."""
