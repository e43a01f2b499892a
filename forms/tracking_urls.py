"""Addresses by which an applicant follows a dossier without asking anybody."""

from django.urls import path

from forms.office_urls import DOSSIER
from forms.views import lookup, manifest, slip

urlpatterns = [
    path("tra-cuu/", lookup.lookup, name="lookup"),
    path(f"{DOSSIER}phieu/", slip.slip, name="slip"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
]
