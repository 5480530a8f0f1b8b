"""URLs of payments."""

from django.urls import path, re_path

from kwartier.portal.payments import statement, views

urlpatterns = [
    path("payments/", views.show_payments, name="payments"),
    re_path(
        r"^payments/invoices\.(?P<file_kind>csv|xlsx)$",
        views.download_invoices,
        name="invoices_file",
    ),
    path("payments/invoices-<int:year>.zip", views.download_year, name="invoices_year"),
    re_path(
        r"^payments/movements\.(?P<file_kind>csv|xlsx)$",
        views.download_movements,
        name="movements_file",
    ),
    path("payments/statement/", statement.show_statement, name="statement"),
    re_path(
        r"^payments/statement\.(?P<file_kind>csv|xlsx)$",
        statement.download_statement,
        name="statement_file",
    ),
]
