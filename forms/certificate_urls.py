"""Addresses of the public pages on certificates."""

from django.urls import path

from forms.views import certificates

urlpatterns = [
    path("chung-nhan/", certificates.certified, name="register"),
    path("chung-nhan/tra-cuu/", certificates.check, name="certificate_check"),
    path("chung-nhan/<slug:code>/", certificates.certificate, name="certificate"),
    path("chung-nhan/<slug:code>/qr.svg", certificates.certificate_qr, name="certificate_qr"),
]
