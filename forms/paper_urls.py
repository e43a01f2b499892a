"""Addresses of official documents."""

from django.urls import path, register_converter

from forms.office_urls import DOSSIER
from forms.views import papers


class Kind:
    """The formats that a document is written in."""

    regex = "pdf|docx"

    def to_python(self, value: str) -> str:
        """Return the format."""
        return value

    def to_url(self, value: str) -> str:
        """Return the format."""
        return value


register_converter(Kind, "kind")
urlpatterns = [
    path(f"{DOSSIER}giay/<slug:name>.<kind:kind>", papers.dossier_paper, name="dossier_paper"),
    path(
        f"{DOSSIER}bieu/<slug:sheet>/<int:number>.<kind:kind>",
        papers.form_paper,
        name="form_paper",
    ),
    path(f"{DOSSIER}goi-chuyen-trung-uong.zip", papers.referral_package, name="referral_package"),
    path(
        "phien-hop/<uuid:public_id>/<slug:name>.<kind:kind>",
        papers.sitting_paper,
        name="sitting_paper",
    ),
    path("phieu-cham/<int:pk>.<kind:kind>", papers.sheet_paper, name="sheet_paper"),
    path("quyet-dinh.<kind:kind>", papers.decision_paper, name="decision_paper"),
    path("danh-sach-chuyen-tinh.<kind:kind>", papers.transfer_paper, name="transfer_paper"),
    path(
        "chung-nhan/<slug:code>/giay-chung-nhan.<kind:kind>",
        papers.certificate_paper,
        name="certificate_paper",
    ),
]
