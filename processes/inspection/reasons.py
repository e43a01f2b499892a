"""Why a file is not taken, in words that say what to do about it."""

from processes.words import gettext_noop as _

SAID = {
    "empty": _("Tệp rỗng. Hãy mở tệp gốc, lưu lại rồi chọn lại."),
    "large": _("Tệp lớn hơn {most} MB. Hãy giảm cỡ ảnh hoặc tách tệp rồi gửi lại."),
    "kind": _("Chỉ nhận tệp PDF, JPG, PNG hoặc DOCX. Hãy lưu thành một trong các loại này."),
    "content": _(
        "Nội dung tệp không đúng loại {extension}. Hãy gửi tệp gốc, không đổi đuôi tên tệp."
    ),
    "damaged": _("Tệp bị hỏng hoặc thiếu một phần. Hãy mở thử, lưu lại rồi gửi lại."),
    "mixed": _("Tệp chứa thêm một tệp loại khác. Hãy xuất lại từ phần mềm gốc rồi gửi lại."),
    "locked": _("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
    "heavy": _("Tệp quá nặng để kiểm tra. Hãy tách tệp, hoặc in ra một tệp PDF mới rồi gửi lại."),
    "bomb": _("Tệp phình quá lớn khi giải nén. Hãy xuất lại từ phần mềm gốc rồi gửi lại."),
    "pixels": _("Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ ảnh (dưới 64 triệu điểm) rồi gửi lại."),
    "old": _("Tệp Word đời cũ (.doc) hoặc có mật khẩu. Hãy lưu thành .docx hoặc PDF rồi gửi lại."),
    "macro": _("Tệp Word có macro hoặc điều khiển ActiveX. Hãy lưu thành .docx thường hoặc PDF."),
    "inserted": _("Tệp Word có tệp hoặc đối tượng nhúng. Hãy dán thành ảnh, hoặc lưu thành PDF."),
    "outside": _("Tệp Word lấy nội dung từ nơi khác. Hãy ngắt liên kết, hoặc lưu thành PDF."),
    "command": _("Tệp Word có trường tự chạy lệnh (DDE). Hãy xóa trường đó, hoặc lưu thành PDF."),
    "entities": _("Tệp Word có khai báo XML không được nhận. Hãy lưu lại bằng Word hoặc PDF."),
    "paths": _("Tệp Word có đường dẫn lạ bên trong. Hãy lưu lại bằng Word, hoặc thành PDF."),
    "script": _("Tệp PDF có lệnh chạy được. Hãy in ra một tệp PDF mới rồi gửi lại."),
    "attached": _("Tệp PDF có tệp đính kèm bên trong. Hãy gửi riêng từng tệp."),
}
