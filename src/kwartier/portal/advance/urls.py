"""URLs of the advance."""

from django.urls import path, re_path

from kwartier.portal.advance import months, schedule, views

urlpatterns = [
    path("advance/", views.show_advances, name="advances"),
    path("advance/accuracy/", views.show_back_test, name="accuracy"),
    path("advance/<str:number>/", views.show_advance, name="advance"),
    path("advance/<str:number>/schedule/", schedule.show_schedule, name="schedule"),
    path("advance/<str:number>/schedule/answer/", schedule.answer_proposal, name="schedule_answer"),
    re_path(
        r"^advance/(?P<number>[^/]+)/schedule\.(?P<file_kind>pdf|ics)$",
        schedule.download_schedule,
        name="schedule_file",
    ),
    path("advance/<str:number>/billing/", months.show_switch, name="billing_switch"),
    path(
        "advance/<str:number>/billing/confirm/",
        months.confirm_switch,
        name="billing_switch_confirm",
    ),
    path(
        "advance/<str:number>/billing/withdraw/",
        months.withdraw_switch,
        name="billing_switch_withdraw",
    ),
    re_path(
        r"^advance/(?P<number>[^/]+)/months\.(?P<file_kind>csv|xlsx)$",
        months.download_months,
        name="advance_months",
    ),
    path("advance/<str:number>/check/", views.check_change, name="advance_check"),
    path("advance/<str:number>/confirm/", views.confirm_change, name="advance_confirm"),
    path("advance/<str:number>/done/<int:change_id>/", views.show_done, name="advance_done"),
    re_path(
        r"^advance/(?P<number>[^/]+)/balance\.(?P<file_kind>csv|xlsx)$",
        views.download_balance,
        name="advance_balance",
    ),
]
