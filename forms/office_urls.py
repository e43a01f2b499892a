"""Addresses of the pages of officers, councils, auditors and the administrator."""

from django.urls import path

from forms.views import (
    deputies,
    extend,
    handing,
    history,
    inbox,
    lifecycle,
    listing,
    organisations,
    oversight,
    people,
    pursue,
    steps,
    times,
)

DOSSIER = "ho-so/<uuid:public_id>/"

urlpatterns = [
    path("viec-cua-toi/", inbox.inbox, name="inbox"),
    path("viec-cua-toi/nhieu/", handing.many, name="many"),
    path("viec-cua-toi/danh-sach/", handing.save_view, name="save_view"),
    path("viec-cua-toi/danh-sach/<int:pk>/bo/", handing.drop_view, name="drop_view"),
    path("phe-duyet-danh-sach/", listing.listing, name="listing"),
    path("uy-quyen/", deputies.deputies, name="deputies"),
    path("uy-quyen/<int:pk>/thu-hoi/", deputies.recall, name="recall"),
    path(f"{DOSSIER}buoc/<str:name>/", steps.step, name="step"),
    path(f"{DOSSIER}viec/<str:name>/", steps.act, name="act"),
    path(f"{DOSSIER}lich-su/", history.history, name="history"),
    path("quy-trinh/", lifecycle.lifecycle, name="lifecycle"),
    path("theo-doi/", oversight.oversight, name="oversight"),
    path("theo-doi/thoi-gian/", times.board_times, name="board_times"),
    path("theo-doi/bieu-do/<slug:name>.svg", times.board_chart, name="board_chart"),
    path("theo-doi/don-doc/", pursue.pursue, name="pursue"),
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
