"""Addresses of the read log and of one's own personal data."""

from django.urls import path

from forms.views import own_data, readings

urlpatterns = [
    path("kiem-tra/luot-xem/", readings.readings, name="readings"),
    path("du-lieu-cua-toi/", own_data.mine, name="own_data"),
    path("du-lieu-cua-toi/ban-sao.zip", own_data.copy, name="own_data_copy"),
    path("yeu-cau-du-lieu/", own_data.asked, name="data_requests"),
    path("yeu-cau-du-lieu/<int:pk>/", own_data.answered, name="data_request"),
]
