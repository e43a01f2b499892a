"""Addresses of councils' sittings and score sheets."""

from django.urls import path

from forms.office_urls import DOSSIER
from forms.views import assessment, batches, scoring, sittings

urlpatterns = [
    path("phien-hop/", sittings.sittings, name="sittings"),
    path("phien-hop/trieu-tap/", sittings.call, name="sitting_call"),
    path("phien-hop/<uuid:public_id>/", sittings.sitting, name="sitting"),
    path(f"{DOSSIER}tu-danh-gia/", assessment.self_assessment, name="self_assessment"),
    path(f"{DOSSIER}to-giup-viec/", assessment.advice, name="advice"),
    path("van-ban/<slug:kind>/", batches.batch, name="batch"),
    path("cham-diem/<uuid:public_id>/", scoring.score, name="score"),
    path("cham-diem/<uuid:public_id>/cac-phieu/", scoring.sheets, name="score_sheets"),
]
