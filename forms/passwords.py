"""Passwords that somebody who knows this place would try first (OWASP ASVS 6.1.2, 6.2.11).

No rule of composition: any characters will do. What is left without the words below, years and plain
rows of figures has to be something of its own.
"""

import re
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from processes.text import fold

# folded, as somebody types without Vietnamese marks; docs/security.md names them
WORDS = (
    *("ocop", "daklak", "buonmathuot", "buonho", "taynguyen", "vietnam", "caphe"),
    *("moixamotsanpham", "sanpham", "hoso", "hoidong", "chuongtrinh", "nongthonmoi", "nongnghiep"),
    *("matkhau", "password", "admin", "quantri", "canbo", "lanhdao", "vanphong", "ubnd"),
    *("tinh", "huyen", "xa", "qwerty", "asdfgh"),
)
PLAIN = re.compile(r"0?123456789?0?|987654321|(.)\1{2,}|(?:19|20)\d\d")
OWN = 6  # characters that have to be left


class LongEnough(MinimumLengthValidator):
    """Refuse a short password; Django has no Vietnamese words for it."""

    def get_error_message(self) -> str:
        """Return what is wrong."""
        return _("Mật khẩu ngắn quá, cần từ {n} ký tự trở lên.").format(n=self.min_length)


class NotOfThisPlace:
    """Refuse a password made of one's name, words of this programme, years and plain rows alone."""

    def validate(self, password: str, user: Any = None) -> None:
        """Say no, or nothing.

        Raises:
            ValidationError: where too little is left.
        """
        left = "".join(c for c in fold(password) if c.isalnum())
        own = [w for w in fold(getattr(user, "full_name", "")).split() if len(w) > 1]
        for word in sorted((*WORDS, *own), key=len, reverse=True):
            left = left.replace(word, "")
        if len(PLAIN.sub("", left)) < OWN:
            raise ValidationError(self.get_help_text(), code="password_of_this_place")

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return _(
            "Mật khẩu dễ đoán: đừng chỉ ghép họ tên, tên chương trình, địa danh, năm và dãy số."
        )
