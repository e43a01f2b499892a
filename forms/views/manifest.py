"""What a telephone needs to put the site among its applications."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

THEME, GROUND = "#16405b", "#f4f7f9"  # --navy and --ground of app.css; a test holds them equal
ICONS = (
    ("forms/icon-192.png", 192, "any"),
    ("forms/icon-512.png", 512, "any"),
    ("forms/icon-maskable-512.png", 512, "maskable"),
)


@login_not_required
@require_safe
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """Return the manifest (W3C Web Application Manifest).

    There is no service worker: what a page says of a dossier must be of this moment, and a browser
    without a network says so itself.
    """
    start = reverse("home")
    return JsonResponse(
        {
            "id": start,
            "name": _("Hồ sơ OCOP tỉnh Đắk Lắk"),
            "short_name": "OCOP Đắk Lắk",
            "lang": get_language(),
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "theme_color": THEME,
            "background_color": GROUND,
            "icons": [
                {
                    "src": static(path),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for path, size, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
