"""The application's addresses, with viewflow's own pages of the benchmarks' flow beside them."""

from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from benchmarks.flows import DeskFlow
from workflow_app.urls import urlpatterns as ours

site = Site(title="viewflow", viewsets=[FlowAppViewset(DeskFlow)])
urlpatterns = [*ours, path("viewflow/", site.urls)]
