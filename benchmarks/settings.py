"""The project's own settings, with the peers that it is measured against."""

from config.settings import *  # noqa: F403 - the same settings are the point
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_fsm_log", "benchmarks.peer"]
# The peer listens to every transition of the process; it must not write lines for our steps.
DJANGO_FSM_LOG_IGNORED_MODELS = ["lifecycle.models.target.Target"]
# The tables come from the models as they stand.
MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS}
