"""The auditor's sample by lot: what it is drawn from stands in its address, so that anybody repeats it."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms.reading import reads
from forms.spreadsheets import streamed
from forms.views.records import units_of
from forms.watching import watcher_or_404
from processes.models import Appointment, Cycle
from processes.queries.audit import sample as lots
from processes.queries.cycles import current_cycle
from processes.queries.jurisdiction import visible_to
from processes.queries.lookup import normal_code
from processes.roles import Role
from processes.services import clock
from processes.text import one_line

DAILY = 5  # dossiers that are drawn for each day
USUAL = 20  # dossiers of a sample unless told
SEED = 40  # characters of a seed
HEADER = ("thu_tu", "ma_ho_so", "san_pham", "chu_the", "xa", "huyen", "trang_thai", "md5")
SIZE = format_lazy(gettext_lazy("Ghi một số từ 1 đến {most}."), most=lots.MOST)
TYPED = forms.TextInput(attrs={"autocomplete": "off"})


class LotForm(forms.Form):
    """What a sample is drawn from, under the names that its address has."""

    so = forms.IntegerField(
        label=gettext_lazy("Số hồ sơ"),
        min_value=1,
        max_value=lots.MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SIZE),
    )
    nam = forms.TypedChoiceField(
        label=gettext_lazy("Chu trình năm"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("Cần ghi mục này."),
            "invalid_choice": gettext_lazy("Không có chu trình năm “%(value)s”."),
        },
    )
    don_vi = forms.ChoiceField(
        label=gettext_lazy("Huyện"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Không có huyện mang mã “%(value)s”.")},
    )
    # the field itself has no maxlength: it would cut what is pasted, and draw by another seed
    hat_giong = forms.CharField(
        label=gettext_lazy("Hạt giống (để trống: máy chọn)"),
        required=False,
        validators=[MaxLengthValidator(SEED, gettext_lazy("Dài quá %(limit_value)s ký tự."))],
        widget=TYPED,
    )
    den_ma = forms.CharField(
        label=gettext_lazy("Đến mã (để trống: mã mới nhất)"), required=False, widget=TYPED
    )

    def __init__(self, who: Appointment, years: list[int], asked: Mapping[str, object]) -> None:
        """Take what an address asks for; empty, nothing is asked yet."""
        usual = {"so": USUAL, "nam": _usual_year(years)}
        names = {self.add_prefix(name) for name in self.base_fields}
        super().__init__(usual | asked if names & asked.keys() else None, initial=usual)
        self.who = who
        self.fields["nam"].choices = [(year, year) for year in years]
        districts = [(below[0][0], name) for name, below in units_of(who)]
        self.fields["don_vi"].choices = [("", _("Cả tỉnh")), *districts]

    def add_prefix(self, field_name: str) -> str:
        """Return the name that a field has in an address."""
        return field_name.replace("_", "-")

    def clean_hat_giong(self) -> str:
        """Take the seed as one line, as it can be copied."""
        return one_line(self.cleaned_data["hat_giong"])

    def clean(self) -> None:
        """Refuse a last code that is none of the cycle's."""
        given = self.cleaned_data
        asked, year = given.get("den_ma"), given.get("nam")
        if not asked or not year:
            return
        given["den_ma"] = normal_code(asked)
        known = visible_to(self.who).filter(code=given["den_ma"], cycle__year=year)
        if not known.exists():
            text = _("Chu trình {year} không có hồ sơ nào mang mã này.").format(year=year)
            self.add_error("den_ma", text)

    def lot(self) -> lots.Lot:
        """Return what is asked for."""
        given = self.cleaned_data
        return lots.Lot(
            given["hat_giong"], given["so"], given["nam"], given["don_vi"], given["den_ma"]
        )


def _usual_year(years: list[int]) -> int:
    cycle = current_cycle(clock.today())
    return cycle.year if cycle else max(years)


def of_the_day(who: Appointment, today: date) -> lots.Lot | None:
    """Return the lot that is drawn for a day; ``None``: there is nothing to draw from."""
    cycle = current_cycle(today)
    if cycle is None:
        return None
    lot = _fixed(who, lots.Lot(f"{today:%d/%m/%Y}", DAILY, cycle.year))
    return lot if lot.up_to else None


def _fixed(who: Appointment, lot: lots.Lot) -> lots.Lot:
    """Return the lot with a seed and a last code, by which it is drawn again on any other day."""
    seed = lot.seed or secrets.token_hex(4)
    return replace(lot, seed=seed, up_to=lot.up_to or lots.newest_code(who, lot))


def address(lot: lots.Lot, page: str = "sample") -> str:
    """Return the address of a lot."""
    given = {
        "hat-giong": lot.seed,
        "so": lot.size,
        "nam": lot.year,
        "don-vi": lot.district,
        "den-ma": lot.up_to,
    }
    return f"{reverse(page)}?{urlencode({k: v for k, v in given.items() if v})}"


def _asked(request: HttpRequest, who: Appointment) -> LotForm | None:
    """Return what is asked for; ``None``: there is no cycle to draw from."""
    years = list(Cycle.objects.values_list("year", flat=True))
    return LotForm(who, years, request.GET.dict()) if years else None


@reads("watch")
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Show a sample by lot; where its address does not fix seed and last code, go where it does.

    422 where something of it is wrong: nothing is drawn then.
    """
    who = watcher_or_404(request, (Role.AUDITOR,))
    form = _asked(request, who)
    if form is None or not form.is_valid():
        status = 422 if form and form.is_bound else 200
        return render(request, "forms/sample.html", {"form": form}, status=status)
    lot = form.lot()
    fixed = _fixed(who, lot)
    if fixed != lot:
        return redirect(address(fixed))
    drawn = list(lots.drawn(who, lot))
    context = {
        "form": form,
        "lot": lot,
        "drawn": drawn,
        "population": lots.population(who, lot).count(),
        "csv": address(lot, "sample_csv"),
        "here": address(lot),
        "codes": " ".join(d.code for d in drawn),
    }
    return render(request, "forms/sample.html", context)


@reads("paper")
@require_safe
def sample_csv(request: HttpRequest) -> HttpResponseBase:
    """Send a sample as CSV: what it was drawn from, then its dossiers with their tickets.

    What has no seed, or is wrong, is not sent but shown on the page, which says so.
    """
    who = watcher_or_404(request, (Role.AUDITOR,))
    form = _asked(request, who)
    if form is None:
        raise Http404
    if not form.is_valid() or not form.lot().seed:
        return redirect(f"{reverse('sample')}?{request.GET.urlencode()}")
    lot = _fixed(who, form.lot())
    return streamed(_lines(who, lot), f"mau-{lot.year}")


def _lines(who: Appointment, lot: lots.Lot) -> Iterator[tuple[object, ...]]:
    yield ("hat_giong", lot.seed, "so", lot.size, "nam", lot.year, "den_ma", lot.up_to)
    yield HEADER
    for number, d in enumerate(lots.drawn(who, lot), 1):
        place, state = (d.commune.name, d.district.name), _(d.current.label)
        ticket = lots.ticket_of(lot.seed, d.code)
        yield (number, d.code, d.product.name, d.organisation.name, *place, state, ticket)
