"""Addresses of what proves the history: signed heads for everybody, a dossier's proof for auditors."""

from django.urls import path

from forms.office_urls import DOSSIER
from forms.views import proofs

urlpatterns = [
    path("moc-lich-su/", proofs.heads, name="heads"),
    path("moc-lich-su/moc.json", proofs.heads_json, name="heads_json"),
    path("moc-lich-su/bao-ham.json", proofs.inclusion_json, name="inclusion_json"),
    path("moc-lich-su/nhat-quan.json", proofs.consistency_json, name="consistency_json"),
    path(f"{DOSSIER}lich-su/chung-minh/", proofs.proof, name="proof"),
    path(f"{DOSSIER}lich-su/goi-chung-cu.zip", proofs.bundle, name="bundle"),
]
