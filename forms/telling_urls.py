"""Addresses of what people are told: how they want it, what was sent, in which words."""

from django.urls import path

from forms.views import deliveries, preferences, wordings

urlpatterns = [
    path("thong-bao/cach-nhan/", preferences.preferences, name="preferences"),
    path("gui-tin/", deliveries.deliveries, name="deliveries"),
    path("gui-tin/tam-dung/", deliveries.switch, name="sending_switch"),
    path("gui-tin/<int:pk>/gui-lai/", deliveries.again, name="send_again"),
    path("gui-tin/<int:pk>/da-toi/", deliveries.arrived, name="arrived"),
    path("mau-tin/", wordings.wordings, name="wordings"),
    path("mau-tin/<str:name>/<str:language>/", wordings.wording, name="wording"),
]
