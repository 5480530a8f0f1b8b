"""URLs of the office."""

from django.urls import include, path

import kwartier.ui.converters  # noqa: F401 - registers <day:...>
from kwartier.office import (
    account_manager,
    advance,
    arrangements,
    billing,
    billing_runs,
    bills,
    customer,
    delivery,
    documents,
    home,
    invoices,
    protection,
    readings,
    requests,
    run_period,
    run_periods,
    worklists,
)

app_name = "office"
_CUSTOMER = [
    path("", customer.show_customer, name="customer"),
    path("advance/<str:contract>/", advance.show_advance, name="advance"),
    path("advance/<str:contract>/billing/", billing.show_billing, name="billing"),
    path("advance/<str:contract>/check/", advance.check_change, name="advance_check"),
    path("advance/<str:contract>/done/<int:change_id>/", advance.show_done, name="advance_done"),
    path("manager/", account_manager.show_manager, name="manager"),
    path("arrangements/<str:contract>/", arrangements.show_arrangements, name="arrangements"),
    path("protection/<str:contract>/", protection.show_protection, name="protection"),
    path("readings/<slug:code>/", readings.show_readings, name="readings_of"),
    path("readings/<slug:code>/enter/", readings.enter_reading, name="enter_reading"),
    path("readings/<slug:code>/<day:day>/", readings.decide_reading, name="decide_reading"),
    path("invoices/", invoices.show_invoices, name="invoices"),
    path("invoices.csv", invoices.download_invoices, {"file_kind": "csv"}, name="invoices_csv"),
    path("invoices.xlsx", invoices.download_invoices, {"file_kind": "xlsx"}, name="invoices_xlsx"),
    path("invoices-<int:year>.zip", invoices.download_year, name="invoices_year"),
    path("bills/<slug:bill>/", bills.show_bill, name="bill"),
    path("bills/<slug:bill>/again/", bills.recompute_bill, name="bill_again"),
    path("bills/<slug:bill>/bundle.json", bills.download_bundle, name="bill_bundle"),
    path(
        "bills/<slug:bill>/bridge.csv",
        bills.download_bridge,
        {"which": "bridge", "file_kind": "csv"},
        name="bill_bridge_csv",
    ),
    path(
        "bills/<slug:bill>/bridge.xlsx",
        bills.download_bridge,
        {"which": "bridge", "file_kind": "xlsx"},
        name="bill_bridge_xlsx",
    ),
    path(
        "bills/<slug:bill>/correction.csv",
        bills.download_bridge,
        {"which": "correction", "file_kind": "csv"},
        name="bill_correction_csv",
    ),
    path(
        "bills/<slug:bill>/correction.xlsx",
        bills.download_bridge,
        {"which": "correction", "file_kind": "xlsx"},
        name="bill_correction_xlsx",
    ),
    path(
        "bills/<slug:bill>/year-before.csv",
        bills.download_bridge,
        {"which": "year_before", "file_kind": "csv"},
        name="bill_year_before_csv",
    ),
    path(
        "bills/<slug:bill>/year-before.xlsx",
        bills.download_bridge,
        {"which": "year_before", "file_kind": "xlsx"},
        name="bill_year_before_xlsx",
    ),
    path("documents/<slug:document>.pdf", documents.download_pdf, name="document_pdf"),
    path("documents/<slug:document>.xml", documents.download_einvoice, name="document_einvoice"),
    path("delivery/", delivery.show_delivery, name="delivery"),
    path("documents/<slug:document>/ask/", delivery.ask_for, name="ask_for_document"),
    path("requests/new/", requests.open_request, name="open_request"),
    path("requests/<slug:request_number>/", requests.show_request, name="request"),
]
urlpatterns = [
    path("", home.show_home, name="home"),
    path("readings/", worklists.show_readings, name="readings"),
    path("bills/", bills.show_unbilled, name="unbilled"),
    path("billing-runs/", billing_runs.show_runs, name="billing_runs"),
    path("billing-runs/<slug:run_number>/", billing_runs.show_run, name="billing_run"),
    path(
        "billing-runs/<slug:run_number>/periods/",
        run_periods.show_periods,
        name="billing_run_periods",
    ),
    path(
        "billing-runs/<slug:run_number>/periods.csv",
        run_periods.download_periods,
        name="billing_run_periods_csv",
    ),
    path(
        "billing-runs/<slug:run_number>/periods/<int:row_id>/",
        run_period.show_period,
        name="billing_run_period",
    ),
    path("deliveries/", delivery.show_failed, name="deliveries"),
    path("requests/", worklists.show_requests, name="requests"),
    path("customers/<str:number>/", include(_CUSTOMER)),
]
