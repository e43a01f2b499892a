"""The application's settings, with a flow of the benchmarks' own and viewflow's pages beside it."""

from workflow_app.settings import *  # noqa: F403 - all of them
from workflow_app.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = ["viewflow", *OURS, "benchmarks"]
ROOT_URLCONF = "benchmarks.urls"
