"""The administrator's pages: people and their appointments. An administrator sees no dossiers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.acting import acting
from forms.once import lead_to
from forms.reading import reads, shown
from forms.staffing import AppointmentForm, PersonForm
from forms.wording import post_in_words
from processes.models import Appointment, DataRequest, User
from processes.roles import Role
from processes.services import clock
from processes.services.accounts import has_factor, is_locked, new_password
from processes.text import fold

PAGE = 30
View = Callable[..., HttpResponse]


def for_administrators(view: View) -> View:
    """Answer 404 to everybody who does not act as administrator."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        appointment = acting(request)
        if appointment is None or appointment.role != Role.ADMINISTRATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@reads("person")
@for_administrators
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people, with what they are appointed to today."""
    words = request.GET.get("q", "").strip()
    active = Appointment.objects.active(clock.today()).select_related(
        "unit", "organisation", "council", "department"
    )
    found = _named(User.objects.order_by("username"), words)
    page = Paginator(
        found.prefetch_related(Prefetch("appointments", active, to_attr="held")), PAGE
    ).get_page(request.GET.get("page"))
    for one in page:
        shown(request, f"person:{one.pk}", person=one.pk)
    asked = DataRequest.objects.filter(state=DataRequest.State.OPEN).count()
    return render(request, "forms/people.html", {"page": page, "q": words, "asked": asked})


def _named(found: QuerySet[User], words: str) -> QuerySet[User]:
    """Keep the people who have every word; no database folds Vietnamese marks, so Python does."""
    wanted = fold(words).split()
    if not wanted:
        return found
    texts = found.values_list("pk", "full_name", "username", "phone", "email")
    kept = [pk for pk, *parts in texts if all(w in fold(" ".join(parts)) for w in wanted)]
    return found.filter(pk__in=kept)


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter a person; the first password is made here and shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        password = new_password()
        made.set_password(password)
        made.password_is_initial = True
        made.save()
        return lead_to(reverse("person_account", args=[made.pk]), request, password=password)
    status = 422 if form.is_bound else 200
    return render(request, "forms/person_new.html", {"form": form}, status=status)


@reads("person")
@for_administrators
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person with every appointment, past ones too, and the form for a new one."""
    subject = get_object_or_404(User, pk=pk)
    role = request.GET.get("role", "")
    form = None
    if role in dict(Appointment.ROLE_CHOICES):
        form = AppointmentForm(initial={"role": role, "from_on": clock.today()})
    return _person_page(request, subject, form, role)


def _person_page(
    request: HttpRequest,
    subject: User,
    form: AppointmentForm | None,
    role: str,
    status: int = 200,
) -> HttpResponse:
    shown(request, f"person:{subject.pk}", person=subject.pk)
    today = clock.today()
    found = subject.appointments.select_related("unit", "organisation", "council", "department")
    context = {
        "person": subject,
        "appointments": [(a, a.is_active(today), a.from_on > today) for a in found.order_by("-pk")],
        "memberships": subject.memberships.select_related("organisation"),
        "roles": [(code, _(label)) for code, label in Appointment.ROLE_CHOICES],
        "role": role,
        "form": form,
        "has_factor": has_factor(subject),
        "is_locked": is_locked(subject),
        "oneself": subject == request.user,
    }
    return render(request, "forms/person.html", context, status=status)


@reads("person")
@for_administrators
@require_POST
@transaction.atomic
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role; what it had before stays as it is."""
    # one after the other: a button pressed twice must not appoint twice
    subject = get_object_or_404(User.objects.select_for_update(no_key=True), pk=pk)
    form = AppointmentForm(request.POST, instance=Appointment(user=subject))
    if not form.is_valid():
        return _person_page(request, subject, form, request.POST.get("role", ""), status=422)
    made = form.save()
    text = _("Đã phân công {person}: {appointment}.")
    messages.success(request, text.format(person=subject, appointment=post_in_words(made)))
    return redirect(reverse("person", args=[subject.pk]))


@for_administrators
@require_POST
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Let today be the last day of an appointment that has begun."""
    ended = get_object_or_404(Appointment.objects.select_related("user"), pk=pk)
    today = clock.today()
    if ended.user_id == request.user.pk:
        # the last administrator would lock everybody out; another one can do it
        messages.error(request, _("Không tự kết thúc phân công của mình; nhờ quản trị khác làm."))
    elif ended.from_on > today:
        messages.error(request, _("Phân công này chưa bắt đầu nên chưa kết thúc được."))
    elif ended.until_on is not None and ended.until_on <= today:
        messages.info(request, _("Phân công này đã có ngày kết thúc."))
    else:
        ended.until_on = today
        ended.save(update_fields=["until_on"])
        text = _("Hôm nay là ngày cuối của phân công: {appointment}.")
        messages.success(request, text.format(appointment=post_in_words(ended)))
    return redirect(reverse("person", args=[ended.user_id]))
