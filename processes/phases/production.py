"""Phase 3: carrying the plan out (triển khai phương án kinh doanh), Part II, IV.6.4 of the decision."""

from processes.engine import Act, Field, Kind
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from .case import cite
from .plan import UNDER_WAY

STATES = (UNDER_WAY,)

# the nine forms of support that §6.4 names
SUPPORT = (
    ("organise", _("Hình thành mới hoặc tái cơ cấu chủ thể")),
    ("capital", _("Huy động vốn")),
    ("project", _("Xây dựng, triển khai dự án phát triển sản phẩm")),
    ("training", _("Tập huấn nghiên cứu và phát triển sản phẩm")),
    ("science", _("Đề tài khoa học công nghệ")),
    ("scientist", _("Hợp đồng với nhà khoa học")),
    ("barefoot_ceo", _("Khóa đào tạo “CEO chân đất”")),
    ("market", _("Kết nối thị trường")),
    ("supply", _("Kết nối nhà cung ứng đầu vào")),
)

PROGRESS_REPORT = Act(
    name="report_progress",
    label=_("Báo cáo tiến độ"),
    by=(Role.APPLICANT,),
    states=STATES,
    asks=(
        Field(key="done", label=_("Việc đã làm"), kind=Kind.TEXT),
        Field(key="difficulty", label=_("Khó khăn, cần hỗ trợ"), kind=Kind.TEXT, required=False),
    ),
    tells=(Audience.COMMUNE, Audience.DISTRICT),
    cites=cite("6.4.c"),
)
SUPPORT_VISIT = Act(
    name="record_support",
    label=_("Ghi nhận hỗ trợ, làm việc tại cơ sở"),
    by=(Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER),
    states=STATES,
    asks=(
        Field(
            key="support",
            label=_("Hình thức hỗ trợ"),
            kind=Kind.CHOICE,
            choices=SUPPORT,
            clear=True,
        ),
        Field(key="visited_on", label=_("Ngày làm việc"), kind=Kind.DATE, clear=True, past=True),
        Field(key="findings", label=_("Kết quả, khó khăn ghi nhận"), kind=Kind.TEXT),
    ),
    tells=(Audience.APPLICANT,),
    cites=cite("6.4"),
)
ACTS = (PROGRESS_REPORT, SUPPORT_VISIT)
TRANSITIONS = ()
