"""The administrator's pages about organisations and who belongs to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms.reading import reads
from forms.reading import shown as noted
from forms.staffing import MemberForm, OrganisationForm
from forms.views.people import for_administrators
from processes.models import Membership, Organisation
from processes.text import fold

PAGE = 30


@reads("organisation")
@for_administrators
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations."""
    words = request.GET.get("q", "").strip()
    found = Organisation.objects.select_related("kind", "commune__parent").order_by("name_fold")
    for word in fold(words).split():
        found = found.filter(name_fold__contains=word)
    counted = found.annotate(members=Count("memberships"))
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    return render(request, "forms/organisations.html", {"page": page, "q": words})


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, _("Đã thêm chủ thể {name}.").format(name=made))
        return redirect(reverse("organisation", args=[made.pk]))
    status = 422 if form.is_bound else 200
    return render(request, "forms/organisation_new.html", {"form": form}, status=status)


@reads("organisation")
@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organisation with its members; add one by user name."""
    shown = get_object_or_404(Organisation.objects.select_related("kind", "commune__parent"), pk=pk)
    noted(request, f"organisation:{shown.pk}", organisation=shown.pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = form.cleaned_data["username"]
        Membership.objects.get_or_create(user=member, organisation=shown)
        text = _("{person} là thành viên của {organisation}.")
        messages.success(request, text.format(person=member, organisation=shown))
        return redirect(reverse("organisation", args=[shown.pk]))
    context = {
        "organisation": shown,
        "members": shown.memberships.select_related("user").order_by("user__full_name"),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "forms/organisation.html", context, status=status)
