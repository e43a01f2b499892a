"""Addresses of the pages of officers, councils, auditors and the administrator."""

from django.urls import path

from forms.views import (
    extend,
    history,
    inbox,
    lifecycle,
    organisations,
    oversight,
    people,
    steps,
)

DOSSIER = "ho-so/<uuid:public_id>/"

urlpatterns = [
    path("viec-cua-toi/", inbox.inbox, name="inbox"),
    path(f"{DOSSIER}buoc/<str:name>/", steps.step, name="step"),
    path(f"{DOSSIER}viec/<str:name>/", steps.act, name="act"),
    path(f"{DOSSIER}lich-su/", history.history, name="history"),
    path("quy-trinh/", lifecycle.lifecycle, name="lifecycle"),
    path("theo-doi/", oversight.oversight, name="oversight"),
    path("kiem-tra/", oversight.audit, name="audit"),
    path("gia-han/", extend.extend, name="extend"),
    path("nhan-su/", people.people, name="people"),
    path("nhan-su/moi/", people.person_new, name="person_new"),
    path("nhan-su/<int:pk>/", people.person, name="person"),
    path("nhan-su/<int:pk>/phan-cong/", people.appoint, name="appoint"),
    path("phan-cong/<int:pk>/ket-thuc/", people.end_appointment, name="end_appointment"),
    path("chu-the/", organisations.organisations, name="organisations"),
    path("chu-the/moi/", organisations.organisation_new, name="organisation_new"),
    path("chu-the/<int:pk>/", organisations.organisation, name="organisation"),
]
