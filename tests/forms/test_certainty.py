"""What an applicant may count on, in the sentences of the dossier's page."""

from fractions import Fraction

import pytest
from django.utils import translation

from forms import certainty as sentences
from forms.certainty import Certainty, certainty
from forms.lights import light
from forms.loaders import RELATED
from processes.models import Dossier
from processes.queries.tracking import Usual
from processes.queries.working_days import working_calendar
from processes.services import clock
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def told(stage: Stage, state: str, month: int, day: int) -> Certainty | None:
    pk = dossier_in(stage, state).pk
    dossier = Dossier.objects.select_related(*RELATED).get(pk=pk)
    with at(month, day):
        now = clock.now()
        return certainty(dossier, now, light(dossier, now, working_calendar(), "applicant"))


def test_what_is_known_of_a_dossier_at_the_commune(stage: Stage) -> None:
    assert told(stage, "idea.at_commune", 3, 5) == Certainty(
        place="Hồ sơ này đứng đầu hàng chờ của bước.",
        usual="",
        latest="Muộn nhất: hết thứ Hai 09/03/2026.",
        follows="Nếu thuận lợi, bước tiếp theo: Huyện đánh giá ý tưởng (trong 7 ngày làm việc).",
        sent_back="Nếu hồ sơ còn thiếu, chủ thể được báo và có 5 ngày làm việc để hoàn thiện.",
        asked="Việc kế tiếp của chủ thể: Nộp phương án kinh doanh (nhận từ 15/03/2026 đến hết"
        " 30/04/2026); cần lập biểu “Phương án, kế hoạch kinh doanh sản phẩm”.",
        papers=(),
    )


def test_after_the_term_it_says_that_it_should_have_been_done(stage: Stage) -> None:
    found = told(stage, "idea.at_commune", 3, 10)

    assert found.latest == "Lẽ ra xong muộn nhất: hết thứ Hai 09/03/2026."


def test_where_no_window_is_left_no_day_is_promised(stage: Stage) -> None:
    found = told(stage, "idea.at_commune", 5, 4)

    assert found.asked == (
        "Việc kế tiếp của chủ thể: Nộp phương án kinh doanh; cần lập biểu"
        " “Phương án, kế hoạch kinh doanh sản phẩm”."
    )


def test_the_second_round_is_named_once_the_first_is_over(stage: Stage) -> None:
    found = told(stage, "production.under_way", 8, 3)

    assert "(nhận từ 01/10/2026 đến hết 30/11/2026)" in found.asked


def test_after_handing_the_file_in_one_only_waits(stage: Stage) -> None:
    found = told(stage, "rating.draft", 6, 9)

    assert (found.place, found.latest, found.asked) == (
        "",
        "",
        "Sau khi nộp, chỉ còn chờ kết quả, trừ khi được yêu cầu hoàn thiện.",
    )


def test_at_the_end_nothing_is_said(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.draft")
    dossier.__dict__["state"] = "end.withdrawn"
    with at(3, 5):
        now = clock.now()
        found = certainty(dossier, now, light(dossier, now, working_calendar()))

    assert found is None


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        (
            Usual(Fraction(4), 38, local=True),
            (
                "Bước này thường mất 4 ngày làm việc"
                " (trung vị của 38 hồ sơ cùng huyện trong 90 ngày qua)."
            ),
        ),
        (
            Usual(Fraction(5, 2), 8, local=False),
            (
                "Bước này thường mất 2,5 ngày làm việc"
                " (trung vị của 8 hồ sơ toàn tỉnh trong 90 ngày qua)."
            ),
        ),
        (
            Usual(Fraction(0), 5, local=True),
            (
                "Bước này thường xong ngay trong ngày"
                " (trung vị của 5 hồ sơ cùng huyện trong 90 ngày qua)."
            ),
        ),
        (None, ""),
    ],
)
def test_the_usual_time_says_of_how_many_it_is_the_middle(usual: Usual | None, words: str) -> None:
    with translation.override("vi"):
        assert sentences._usual(usual) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [(0, "Hồ sơ này đứng đầu hàng chờ của bước."), (6, "Trước hồ sơ này còn 6 hồ sơ.")],
)
def test_the_place_in_the_queue_is_said(before: int, words: str) -> None:
    with translation.override("vi"):
        assert sentences._place(before) == words


def page(stage: Stage, dossier: Dossier, who: str) -> str:
    with at(3, 5):
        address = f"/ho-so/{dossier.public_id}/"
        return signed_in(stage, who).get(address).content.decode()


def test_the_page_of_the_applicant_says_it(stage: Stage) -> None:
    text = page(stage, dossier_in(stage, "idea.at_commune"), "chuthe")

    assert text.count("Hồ sơ này đứng đầu hàng chờ của bước.") == 1


def test_another_dossier_of_the_queue_is_counted_and_not_named(stage: Stage) -> None:
    first = dossier_in(stage, "idea.at_commune", "Mật ong")
    second = dossier_in(stage, "idea.at_commune", "Hồ tiêu")

    text = page(stage, second, "chuthe")

    assert ("còn 1 hồ sơ" in text, first.code in text, "Mật ong" in text) == (True, False, False)
