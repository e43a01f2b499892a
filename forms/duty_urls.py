"""Addresses of the cycle's duties."""

from django.urls import path

from forms.views import duties

urlpatterns = [
    path("viec-chu-trinh/", duties.duties, name="duties"),
    path("viec-chu-trinh/<uuid:public_id>/", duties.duty, name="duty"),
    path("viec-chu-trinh/<uuid:public_id>/bao-cao.<str:kind>", duties.report, name="duty_report"),
    path("minh-chung/<uuid:public_id>/", duties.evidence, name="evidence"),
]
