"""Addresses of accounts: the second factor, one's own account, and the log of all."""

from django.urls import path

from forms.views import account, factor, standing

urlpatterns = [
    path("dang-nhap/ma-xac-thuc/", factor.factor, name="factor"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/mat-khau/", account.password_change, name="password_change"),
    path("tai-khoan/xac-thuc-hai-buoc/", factor.factor_setup, name="factor_setup"),
    path("tai-khoan/ma-du-phong/", account.recovery_codes, name="recovery_codes"),
    path("tai-khoan/xac-nhan-lai/", factor.prove, name="prove"),
    path("nhat-ky-tai-khoan/", standing.account_log, name="account_log"),
    path("nhan-su/<int:pk>/tai-khoan/", standing.person_account, name="person_account"),
]
