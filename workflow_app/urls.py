"""Addresses. The pages have their own list; here are the ones that belong to no page."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from forms.views.session import to_the_door
from workflow_app.health import health, sending_health

urlpatterns = [
    path("suc-khoe/", health, name="health"),
    path("suc-khoe/gui-tin/", sending_health, name="sending_health"),
    # one way in for everybody: the lock, the log and the second factor stand there
    path("quan-tri/login/", to_the_door, name="admin_door"),
    path(
        "quan-tri/password_change/",
        RedirectView.as_view(pattern_name="password_change"),
        name="admin_password",
    ),
    path("quan-tri/", admin.site.urls),
    path("", include("forms.urls")),
]

handler403 = "forms.views.errors.forbidden"
handler404 = "forms.views.errors.not_found"
handler500 = "forms.views.errors.server_error"
