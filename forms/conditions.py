"""The conditions of the law in words, for the page that explains the whole journey."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from processes.engine import Act, Transition
from processes.words import gettext_noop

WORDS = {
    "idea_is_complete": gettext_noop("Phiếu ý tưởng đã điền đủ"),
    "product_is_classified": gettext_noop("Sản phẩm đã được phân nhóm"),
    "organisation_is_registered": gettext_noop("Chủ thể có số đăng ký kinh doanh"),
    "organisation_is_eligible": gettext_noop("Loại hình chủ thể được tham gia ngành này"),
    "a_week_has_passed": gettext_noop("Đủ 7 ngày từ ngày chưa được chọn"),
    "idea_has_changed": gettext_noop("Phiếu ý tưởng đã được sửa"),
    "plan_is_complete": gettext_noop("Phương án đã điền đủ"),
    "plan_has_changed": gettext_noop("Phương án đã được sửa"),
    "file_is_complete": gettext_noop("Biểu giới thiệu bộ máy tổ chức đã điền đủ"),
    "documents_are_there": gettext_noop("Có đủ giấy tờ bắt buộc"),
    "what_was_asked_is_there": gettext_noop("Đã bổ sung các giấy tờ được yêu cầu"),
    "council_is_ready": gettext_noop("Hội đồng của năm, có chủ tịch và đủ thành viên"),
    "chair_has_not_stepped_back": gettext_noop("Chủ tịch Hội đồng không có liên quan đến hồ sơ"),
    "quorum_is_reached": gettext_noop("Đủ số phiếu chấm điểm"),
    "department_was_heard": gettext_noop("Đã có ý kiến của Sở quản lý ngành"),
    "star_is_for_the_province": gettext_noop("Hồ sơ có 3 hoặc 4 sao"),
    "certificate_is_new": gettext_noop("Số giấy chứng nhận chưa được cấp"),
    "paper_follows_conclusion": gettext_noop("Văn bản ký từ ngày Hội đồng tỉnh kết luận trở đi"),
    "paper_follows_decision": gettext_noop("Văn bản ký từ ngày của quyết định công nhận trở đi"),
    "star_agrees_with_scores": gettext_noop("Số sao đúng với điểm chấm lại, nếu có"),
    "nothing_can_be_submitted": gettext_noop("Không còn thời gian nộp trong năm"),
    "sheet_is_owed": gettext_noop("Thành viên có mặt, chưa gửi phiếu và không xin không chấm"),
    "has_not_scored": gettext_noop("Thành viên chưa gửi phiếu và chưa xin không chấm"),
    "sheet_is_sound": gettext_noop("Phiếu chấm đủ mọi tiêu chí của bộ"),
    "scoring_is_settled": gettext_noop("Mọi phiếu đã gửi, chênh lệch lớn đã thảo luận và chấm lại"),
    "rescoring_is_settled": gettext_noop("Nếu chấm lại thì đã chấm xong"),
    "criteria_are_known": gettext_noop("Phân nhóm sản phẩm có bộ tiêu chí"),
    "is_on_an_agenda": gettext_noop("Hồ sơ nằm trong chương trình của một phiên họp"),
    "is_on_no_agenda": gettext_noop("Hồ sơ chưa nằm trong chương trình của phiên họp nào"),
    "last_step_may_be_taken_back": gettext_noop("Bước gần nhất là bước của cơ quan đề nghị"),
    "correction_is_asked_for": gettext_noop("Có đề nghị thu hồi, ghi lý do"),
    "in_time": gettext_noop("Còn trong số ngày làm việc được thu hồi"),
    "nobody_asked_yet": gettext_noop("Chưa có đề nghị nào đang chờ"),
    "a_second_person": gettext_noop("Người quyết không phải người đề nghị"),
    "no_sitting_has_it": gettext_noop("Hồ sơ không nằm trong chương trình phiên họp"),
    "certificate_stands": gettext_noop("Giấy chứng nhận chưa bị thu hồi"),
}


def conditions(step: Transition | Act) -> list[str]:
    """Return the conditions of a step, in words; a guard without words is passed over."""
    guards = (step.called_for, *step.when) if step.called_for else step.when
    return [_(WORDS[name]) for name in map(name_of, guards) if name in WORDS]


def name_of(guard: Callable[[Any, Any], Any]) -> str:
    """Return the name by which a guard is known."""
    return guard.__name__
