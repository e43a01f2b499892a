"""Addresses of the calendar: everybody's, one's own, and the office's cycles and working days."""

from django.urls import path

from forms.views import calendar, cycles, feed, working_days

urlpatterns = [
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/ca-nhan/", feed.feed_make, name="feed_make"),
    path("lich/ca-nhan/thu-hoi/", feed.feed_revoke, name="feed_revoke"),
    path("lich/ca-nhan/<str:secret>.ics", feed.feed, name="feed"),
    path("lich/ngay-lam-viec/", working_days.working_days, name="working_days"),
    path("lich/ngay-lam-viec/<int:pk>/", working_days.working_day, name="working_day"),
    path(
        "lich/ngay-lam-viec/<int:pk>/bo/",
        working_days.working_day_remove,
        name="working_day_remove",
    ),
    path("chu-trinh/", cycles.cycles, name="cycles"),
    path("chu-trinh/<int:year>/", cycles.cycle, name="cycle"),
    path("chu-trinh/<int:year>/chuan-bi-nam-sau/", cycles.cycle_prepare, name="cycle_prepare"),
    path("chu-trinh/<int:year>/mo/", cycles.cycle_open, name="cycle_open"),
]
