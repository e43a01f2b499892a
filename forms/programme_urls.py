"""Addresses of what is read of the whole programme: the forecast, targets, quarters, the map."""

from django.urls import path

from forms.views import forecasts, places, quarters, targets

urlpatterns = [
    path("theo-doi/du-bao/", forecasts.forecasts, name="forecast"),
    path("theo-doi/muc-tieu/", targets.targets, name="targets"),
    path("theo-doi/muc-tieu/<slug:key>/", targets.target_list, name="target_list"),
    path("theo-doi/bao-cao-quy/", quarters.quarterly, name="quarterly"),
    path(
        "theo-doi/bao-cao-quy/<int:year>-q<int:quarter>.<str:kind>",
        quarters.quarterly_file,
        name="quarterly_file",
    ),
    path("ban-do/", places.atlas, name="map"),
    path("ban-do/tat-ca/<slug:kind>/", places.everywhere, name="everywhere"),
    path("ban-do/<slug:code>/", places.place, name="place"),
]
