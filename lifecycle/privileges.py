"""What each role of the database may do to each table: no more than its part asks (R18, R20)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from lifecycle.guards import AppendOnly
from lifecycle.models import Subject

ROLE = "lifecycle_app"
AUDITOR = "lifecycle_auditor"

READ = frozenset(
    {
        "django_content_type",
        "evaluations_answer",
        "evaluations_application",
        "evaluations_departmentevaluation",
        "evaluations_evaluationindicator",
        "evaluations_evaluationproblem",
        "evaluations_evaluationreply",
        "evaluations_expertopinion",
        "evaluations_frameworkindicator",
        "evaluations_keyevaluation",
        "evaluations_publication",
        "evaluations_publicationitem",
        "evaluations_recheck",
        "evaluations_selfevaluation",
        "evaluations_selfevaluationline",
        "lifecycle_amendment",
        "lifecycle_amendmentline",
        "lifecycle_amendmentrequest",
        "lifecycle_appraisal",
        "lifecycle_approvalletter",
        "lifecycle_approvalletteritem",
        "lifecycle_approvalletterwithdrawal",
        "lifecycle_appraisalfinding",
        "lifecycle_appraisalmaterial",
        "lifecycle_appraisalreply",
        "lifecycle_appraisalreport",
        "lifecycle_appraisalruling",
        "lifecycle_appraisalscore",
        "lifecycle_assignment",
        "lifecycle_attachment",
        "lifecycle_attachmentwithdrawal",
        "lifecycle_budgetevent",
        "lifecycle_calendarfeed",
        "lifecycle_claim",
        "lifecycle_comment",
        "lifecycle_commentresolution",
        "lifecycle_commentwording",
        "lifecycle_demand",
        "lifecycle_draw",
        "lifecycle_drawnlot",
        "lifecycle_dueslot",
        "lifecycle_execution",
        "lifecycle_executionsum",
        "lifecycle_expertscore",
        "lifecycle_export",
        "lifecycle_findinganswer",
        "lifecycle_fiscalyear",
        "lifecycle_glance",
        "lifecycle_glancesum",
        "lifecycle_heartbeat",
        "lifecycle_hold",
        "lifecycle_holiday",
        "lifecycle_importbatch",
        "lifecycle_indicator",
        "lifecycle_installation",
        "lifecycle_interest",
        "lifecycle_libraryadoption",
        "lifecycle_intervention",
        "lifecycle_libraryindicator",
        "lifecycle_libraryproposal",
        "lifecycle_libraryrelease",
        "lifecycle_libraryruling",
        "lifecycle_librarytemplate",
        "lifecycle_librarytemplateline",
        "lifecycle_notice",
        "lifecycle_organisation",
        "lifecycle_packactivation",
        "lifecycle_packproposal",
        "lifecycle_packtrial",
        "lifecycle_person",
        "lifecycle_plannedpayment",
        "lifecycle_poolentry",
        "lifecycle_project",
        "lifecycle_projectyear",
        "lifecycle_publishedscore",
        "lifecycle_rulepack",
        "lifecycle_seat",
        "lifecycle_snapshot",
        "lifecycle_steptoken",
        "lifecycle_substitution",
        "lifecycle_tally",
        "lifecycle_target",
        "lifecycle_targetreview",
        "lifecycle_touch",
        "lifecycle_transitionlog",
        "lifecycle_trialrow",
        "lifecycle_watch",
        "lifecycle_window",
        "lifecycle_windowexception",
        "lifecycle_withdrawal",
        "monitoring_escalation",
        "monitoring_forecastband",
        "monitoring_extension",
        "monitoring_halt",
        "monitoring_lightresult",
        "monitoring_lighttally",
        "monitoring_pause",
        "monitoring_reading",
        "monitoring_rectification",
        "monitoring_rectificationitem",
        "monitoring_reminder",
        "monitoring_duereminder",
        "monitoring_report",
        "monitoring_silence",
        "monitoring_sweepmark",
        "monitoring_warning",
        "monitoring_warningrun",
        "monitoring_warningtold",
    }
)
"""Tables that the auditors read, but for the columns withheld; a table not named here is shut."""

WITHHELD: dict[str, frozenset[str]] = {
    "lifecycle_calendarfeed": frozenset({"token_hash"}),
    "lifecycle_person": frozenset({"password"}),
    "lifecycle_steptoken": frozenset({"token"}),
}
"""Columns that PostgreSQL itself does not let the auditors' role read, filter or sort by."""

CLOSED = frozenset(
    {
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_admin_log",
        "django_migrations",
        "django_session",
        "lifecycle_person_groups",
        "lifecycle_person_user_permissions",
    }
)
"""Tables that were thought of and stay shut: sessions, and what the framework keeps for itself."""

MAKE_AUDITOR = f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{AUDITOR}')
     AND (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) THEN
    CREATE ROLE {AUDITOR} NOLOGIN;
    GRANT {AUDITOR} TO CURRENT_USER;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
      GRANT {AUDITOR} TO {ROLE};
    END IF;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another migration was quicker
END $$
"""  # noqa: S608 - constants


def withheld(model: Any) -> frozenset[str]:
    """Name the columns of a table that no auditor sees."""
    return WITHHELD.get(model._meta.db_table, frozenset())


def restrict(connection: Any) -> frozenset[str]:
    """Grant each role that exists what its part asks, and no more; return those roles."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(MAKE_AUDITOR)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [ROLE, AUDITOR])
        roles = frozenset(name for (name,) in cursor.fetchall())
        tables = _tables(connection, cursor)
        for statement in (*statements(tables), *reading(tables)):
            if roles & set(statement.split()):
                cursor.execute(statement)
    return roles


def _tables(connection: Any, cursor: Any) -> dict[str, list[str]]:
    found = connection.introspection
    return {
        name: [column.name for column in found.get_table_description(cursor, name)]
        for name in found.table_names(cursor)
    }


def statements(tables: dict[str, list[str]]) -> Iterator[str]:
    """Yield the application's grants: what is written once is only read and inserted.

    Rows of stages are never deleted.
    """
    yield f"GRANT USAGE ON SCHEMA public TO {ROLE}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in tables:
            continue
        if any(isinstance(held, AppendOnly) for held in model._meta.constraints):
            yield f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {ROLE}'
        elif issubclass(model, Subject):
            yield f'REVOKE DELETE, TRUNCATE ON "{table}" FROM {ROLE}'
    if "django_migrations" in tables:
        yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE}"


def reading(tables: dict[str, list[str]]) -> Iterator[str]:
    """Yield the auditors' grants: SELECT on the tables named above, and on nothing else."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {AUDITOR}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {AUDITOR}"
    yield f"GRANT USAGE ON SCHEMA public TO {AUDITOR}"
    for table in sorted(READ & tables.keys()):
        secret = WITHHELD.get(table, frozenset())
        shown = ", ".join(f'"{name}"' for name in tables[table] if name not in secret)
        yield f'GRANT SELECT {f"({shown}) " if secret else ""}ON "{table}" TO {AUDITOR}'
