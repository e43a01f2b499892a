"""Addresses of the pages."""

from django.urls import path

from forms.account_urls import urlpatterns as account_pages
from forms.audit_urls import urlpatterns as audit_pages
from forms.calendar_urls import urlpatterns as calendar_pages
from forms.certificate_urls import urlpatterns as certificate_pages
from forms.duty_urls import urlpatterns as duty_pages
from forms.office_urls import DOSSIER
from forms.office_urls import urlpatterns as office
from forms.paper_urls import urlpatterns as paper_pages
from forms.privacy_urls import urlpatterns as privacy_pages
from forms.programme_urls import urlpatterns as programme_pages
from forms.proof_urls import urlpatterns as proof_pages
from forms.sitting_urls import urlpatterns as sitting_pages
from forms.telling_urls import urlpatterns as telling_pages
from forms.tracking_urls import urlpatterns as tracking_pages
from forms.views import documents, dossier, dossiers, notices, opening, session, sheets, versions

urlpatterns = [
    path("", session.home, name="home"),
    path("dang-nhap/", session.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", session.SignOut.as_view(), name="sign_out"),
    path("doi-vai-tro/", session.act_as, name="act_as"),
    path("ngon-ngu/", session.language, name="set_language"),
    path("ho-so/", dossiers.dossiers, name="dossiers"),
    path("ho-so/moi/", opening.open_dossier, name="open_dossier"),
    path(DOSSIER, dossier.dossier, name="dossier"),
    path(f"{DOSSIER}soan/<str:sheet>/", sheets.sheet, name="sheet"),
    path(f"{DOSSIER}giay-to/", documents.documents, name="documents"),
    path("giay-to/<uuid:public_id>/", documents.document, name="document"),
    path(f"{DOSSIER}phien-ban/", versions.versions, name="versions"),
    path(f"{DOSSIER}phien-ban/<str:sheet>/<int:number>/", versions.version, name="version"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/chua-doc/", notices.unread, name="unread"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
    *office,
    *audit_pages,
    *sitting_pages,
    *certificate_pages,
    *paper_pages,
    *telling_pages,
    *tracking_pages,
    *duty_pages,
    *calendar_pages,
    *programme_pages,
    *privacy_pages,
    *account_pages,
    *proof_pages,
]
