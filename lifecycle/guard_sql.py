"""The functions behind the guards, in PL/pgSQL; their version stands in their names."""

from django.conf import settings

MOVE = """
CREATE OR REPLACE FUNCTION machine_guard_v{version}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '% rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  ELSIF TG_OP = 'INSERT' THEN
    IF NEW.state <> TG_ARGV[0] OR NEW.version <> 0{born} THEN
      RAISE EXCEPTION '%: a row is born in state % at version 0', TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION '% %: version % does not follow %', TG_TABLE_NAME, OLD.id, NEW.version,
      OLD.version USING ERRCODE = 'check_violation';
  END IF;{kept}
  IF NEW.state = OLD.state THEN
    IF NOT OLD.state = ANY(string_to_array(TG_ARGV[2], ',')) THEN
      RAISE EXCEPTION '% %: what is % may not be edited', TG_TABLE_NAME, OLD.id, OLD.state
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NOT (OLD.state || '>' || NEW.state) = ANY(string_to_array(TG_ARGV[1], ',')) THEN
    RAISE EXCEPTION '% %: no step leads from % to %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

LOGGED = """
CREATE OR REPLACE FUNCTION machine_logged_v{version}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM lifecycle_transitionlog WHERE machine = TG_ARGV[0] AND object_id = NEW.id
      AND version = NEW.version AND before = OLD.state AND after = NEW.state{filed}
  ) THEN
    RAISE EXCEPTION '% %: version % has no line in the log', TG_TABLE_NAME, NEW.id, NEW.version
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
"""

# Since the second version the day of the first filing is kept, and is that of its own line.
BORN = " OR NEW.first_filed_on IS NOT NULL"
KEPT = """
  IF OLD.first_filed_on IS NOT NULL AND NEW.first_filed_on IS DISTINCT FROM OLD.first_filed_on THEN
    RAISE EXCEPTION '% %: it was first filed on %, for good', TG_TABLE_NAME, OLD.id,
      OLD.first_filed_on USING ERRCODE = 'check_violation';
  END IF;"""
FILED = """
      AND (NEW.first_filed_on IS NOT DISTINCT FROM OLD.first_filed_on
        OR NEW.first_filed_on = (at AT TIME ZONE '{zone}')::date)"""


def machine(version: int) -> str:
    """Return the guard of a stage's row and the guard of its log line."""
    parts = {"born": BORN, "kept": KEPT, "filed": FILED.replace("{zone}", settings.TIME_ZONE)}
    text = MOVE + LOGGED
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part if version > 1 else "")
    return text.replace("{version}", str(version))


APPEND = """
CREATE OR REPLACE FUNCTION append_only_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept boolean := true;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO kept;
  END IF;
  IF kept THEN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
"""

FROZEN = """
CREATE OR REPLACE FUNCTION frozen_part_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  parent_state text;
BEGIN
  EXECUTE format('SELECT state FROM %I WHERE id = $1 FOR SHARE', TG_ARGV[0])
    INTO parent_state USING (part ->> TG_ARGV[1])::bigint;
  IF NOT parent_state = ANY(string_to_array(TG_ARGV[2], ',')) THEN
    RAISE EXCEPTION '%: its % is %, nothing may change', TG_TABLE_NAME, TG_ARGV[0], parent_state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

BESIDE = """
CREATE OR REPLACE FUNCTION beside_object_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  seen int;
BEGIN
  EXECUTE format('SELECT version FROM %I WHERE id = $1 FOR UPDATE', replace(NEW.machine, '.', '_'))
    INTO seen USING NEW.object_id;
  IF seen IS DISTINCT FROM NEW.version THEN
    RAISE EXCEPTION '%: % % is not at version %', TG_TABLE_NAME, NEW.machine, NEW.object_id,
      NEW.version USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

# Volatile, so that it sees what was committed while its caller waited for the row.
CLAIMED = """
CREATE OR REPLACE FUNCTION standing_claim_v1(of_machine text, of_object bigint, of_version int)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  claim record;
BEGIN
  SELECT id, holder_id INTO claim FROM lifecycle_claim
    WHERE machine = of_machine AND object_id = of_object AND version = of_version
    ORDER BY number DESC LIMIT 1;
  IF claim.holder_id IS NULL THEN
    RETURN 0;
  END IF;
  RETURN claim.id;
END $$;
"""

TURN = """
CREATE OR REPLACE FUNCTION claim_in_turn_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  latest int;
BEGIN
  SELECT max(number) INTO latest FROM lifecycle_claim
    WHERE machine = NEW.machine AND object_id = NEW.object_id AND version = NEW.version;
  IF NEW.number <> coalesce(latest, 0) + 1 THEN
    RAISE EXCEPTION '%: number % does not follow %', TG_TABLE_NAME, NEW.number, latest
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

THREAD = """
CREATE OR REPLACE FUNCTION answer_in_thread_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM lifecycle_comment c WHERE c.id = NEW.parent_id AND c.parent_id IS NULL
      AND c.machine = NEW.machine AND c.object_id = NEW.object_id AND c.internal = NEW.internal
  ) THEN
    RAISE EXCEPTION '%: % is no comment that can be answered here', TG_TABLE_NAME, NEW.parent_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

CHAIN = """
CREATE OR REPLACE FUNCTION chain_log_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.algorithm := 'sha256';
  IF NEW.version = 1 THEN
    NEW.prev_hash := '';
  ELSE
    SELECT hash INTO STRICT NEW.prev_hash FROM lifecycle_transitionlog
      WHERE machine = NEW.machine AND object_id = NEW.object_id AND version = NEW.version - 1;
  END IF;
  NEW.hash := encode(sha256(convert_to(concat(NEW.prev_hash, {parts}), 'UTF8')), 'hex');
  RETURN NEW;
END $$;
"""

CHAINED = (
    "machine",
    "object_id",
    "version",
    "step",
    "before",
    "after",
    "by_id",
    "by_name",
    "acting_for_id",
    "acting_for_name",
    "role",
    "seat",
    "organisation",
    "note",
    "content_hash",
    "pack",
    "at",
    "recorded_at",
)
"""Columns under the hash, in order; times as whole UTC microseconds, nothing as ''."""

TIMES = ("at", "recorded_at")
NULLABLE = ("by_id", "acting_for_id")


def chain() -> str:
    """Return the function that seals a line with the hash of all its columns."""
    # One expression, each part written twice: a loop over an array costs twice the time.
    micros = "(floor(extract(epoch FROM NEW.{0}) * 1000000))::bigint::text"
    forms = dict.fromkeys(TIMES, micros) | dict.fromkeys(NULLABLE, "coalesce(NEW.{0}::text, '')")
    parts = [forms.get(name, "NEW.{0}::text").format(name) for name in CHAINED]
    line = ", ".join(f"length({part}), ':', {part}" for part in parts)
    return CHAIN.replace("{parts}", line)


TOUCH = """
CREATE OR REPLACE FUNCTION touch_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was text := '';
  day text := format('n.%I', TG_ARGV[0]);
  month text := CASE TG_ARGV[2] WHEN 'every' THEN 'generate_series(1, 12)' ELSE 'n.month' END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT ' JOIN former o ON o.id = n.id AND (' ||
      string_agg(format('n.%1$I IS DISTINCT FROM o.%1$I', name), ' OR ') || ')'
      INTO was FROM unnest(string_to_array(TG_ARGV[1], ',')) AS name;
    day := format('COALESCE(n.%1$I, o.%1$I)', TG_ARGV[0]);
  END IF;
  EXECUTE format('INSERT INTO lifecycle_touch (project_year_id, year, month, "on")
    SELECT DISTINCT y.id, y.year, %3$s, %1$s FROM written n %2$s
    JOIN lifecycle_projectyear y ON y.id = n.project_year_id WHERE %1$s IS NOT NULL',
    day, was, month);
  RETURN NULL;
END $$;
"""
