"""URLs of payments."""

from django.urls import path, re_path

from kwartier.portal.payments import (
    codes,
    direct_debit,
    monthly_statement,
    refund,
    statement,
    views,
)

urlpatterns = [
    path("payments/", views.show_payments, name="payments"),
    re_path(
        r"^payments/invoices\.(?P<file_kind>csv|xlsx)$",
        views.download_invoices,
        name="invoices_file",
    ),
    path("payments/direct-debit/", direct_debit.show_direct_debit, name="direct_debit"),
    path("payments/direct-debit/sign/", direct_debit.sign, name="direct_debit_sign"),
    path("payments/direct-debit/signed/", direct_debit.show_signed, name="direct_debit_signed"),
    path("payments/direct-debit/change/", direct_debit.change, name="direct_debit_change"),
    path("payments/direct-debit/stop/", direct_debit.stop, name="direct_debit_stop"),
    path("payments/direct-debit/resume/", direct_debit.resume, name="direct_debit_resume"),
    path(
        "payments/direct-debit/agree/<str:document>/",
        direct_debit.agree,
        name="direct_debit_agree",
    ),
    path("payments/direct-debit/ask/<slug:step>/", direct_debit.ask_step, name="direct_debit_step"),
    path("payments/refund/", refund.show_refund, name="refund"),
    path("payments/invoices-<int:year>.zip", views.download_year, name="invoices_year"),
    re_path(
        r"^payments/movements\.(?P<file_kind>csv|xlsx)$",
        views.download_movements,
        name="movements_file",
    ),
    path("payments/code-<str:document>.svg", codes.show_code, name="payment_code"),
    path("payments/statement/", statement.show_statement, name="statement"),
    path(
        "payments/statement/monthly/",
        monthly_statement.show_monthly_statement,
        name="monthly_statement",
    ),
    re_path(
        r"^payments/statement/(?P<number>[^/]+)/(?P<month>[12]\d{3}-(0[1-9]|1[0-2]))\.(?P<file_kind>pdf|xlsx)$",
        monthly_statement.download_month,
        name="month_statement",
    ),
    path(
        "payments/statement/stop/<str:key>/",
        monthly_statement.stop_statement,
        name="stop_statement",
    ),
    re_path(
        r"^payments/statement\.(?P<file_kind>csv|pdf|xlsx)$",
        statement.download_statement,
        name="statement_file",
    ),
]
