"""Addresses of the auditor's desk."""

from django.urls import path

from forms.office_urls import DOSSIER
from forms.views import auditing, records, sampling, story

urlpatterns = [
    path("kiem-tra/", auditing.audit, name="audit"),
    path("kiem-tra/nhat-ky/", records.records, name="records"),
    path("kiem-tra/nhat-ky.csv", records.records_csv, name="records_csv"),
    path("kiem-tra/diem-dang-xem/", auditing.oddities, name="oddities"),
    path("kiem-tra/mau/", sampling.sample, name="sample"),
    path("kiem-tra/mau.csv", sampling.sample_csv, name="sample_csv"),
    path(f"{DOSSIER}toan-canh/", story.story, name="story"),
]
