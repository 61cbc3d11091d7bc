"""How a light that was judged reaches the glance 一览 of its project-year, and the tallies."""

from lifecycle.glance_sql import LOCK, UNSORTED
from lifecycle.revised import NewestSummed
from lifecycle.traces import Glanced

JUDGED = f"""
CREATE OR REPLACE FUNCTION glance_of_light_v1() RETURNS trigger {UNSORTED} AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(DISTINCT project_year_id) INTO ids FROM now WHERE kind = 'project';
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;
  {LOCK}
  UPDATE lifecycle_glance g SET light = newest.light
  FROM lifecycle_glance own, LATERAL (SELECT l.light FROM monitoring_lightresult l
    WHERE l.project_year_id = own.project_year_id AND l.year = own.year AND l.kind = 'project'
    ORDER BY l.month DESC, l.revision DESC LIMIT 1) newest
  WHERE own.project_year_id = ANY(ids) AND g.project_year_id = own.project_year_id
    AND g.light IS DISTINCT FROM newest.light;
  RETURN NULL;
END $$;
"""  # noqa: S608 - constants

FILL = """
UPDATE lifecycle_glance g SET light = newest.light FROM (
  SELECT DISTINCT ON (l.project_year_id, l.year) l.project_year_id, l.year, l.light
  FROM monitoring_lightresult l WHERE l.kind = 'project'
  ORDER BY l.project_year_id, l.year, l.month DESC, l.revision DESC
) newest WHERE newest.project_year_id = g.project_year_id AND newest.year = g.year
  AND g.light IS DISTINCT FROM newest.light
"""
"""Write the lights of all that is there into the glances."""


class LightGlanced(Glanced):
    """The newest light of each project is followed into its glance."""

    def functions(self) -> str:
        """Return the function that looks which light is the newest."""
        return JUDGED


class LightsTallied(NewestSummed):
    """The lights of projects by month, light and the last day that was read."""

    OF, INTO = "monitoring.lightresult", "monitoring.lighttally"
    SAME = ("project_year_id", "year", "month")
    KEY = ("month", "light", "as_of")
    ONLY = {"kind": "project"}
