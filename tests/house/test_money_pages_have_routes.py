"""Whatever of money a customer's page shows or does, the REST API does too: one list holds both."""

import json

from house_files import ROOT

from kwartier.portal.arrears.urls import urlpatterns as arrears
from kwartier.portal.payments.urls import urlpatterns as payments

# The page's name, and the operations of the API by which a program has the same.
ROUTES = {
    "payments": ("get_balance", "list_open_items", "list_movements", "list_bills"),
    "invoices_file": ("list_bills", "list_advance_invoices"),
    "invoices_year": ("get_year_of_invoices",),
    "movements_file": ("list_movements",),
    # What is in the square: the account, the amount and the reference.
    "payment_code": ("list_open_items",),
    "direct_debit": ("list_mandates", "list_bank_accounts", "change_bank_account"),
    "direct_debit_step": ("offer_mandate",),
    "direct_debit_sign": ("sign_mandate",),
    "direct_debit_signed": ("list_mandates",),
    "direct_debit_change": ("change_mandate",),
    "direct_debit_stop": ("stop_mandate",),
    "direct_debit_resume": ("resume_mandate",),
    "direct_debit_agree": ("agree_to_collection",),
    "refund": ("list_refunds", "ask_for_refund"),
    "statement": ("get_account_statement",),
    "statement_file": ("get_account_statement_pdf", "get_account_statement_xlsx"),
    "month_statement": ("get_account_statement_pdf", "get_account_statement_xlsx"),
    "monthly_statement": ("get_monthly_statement", "choose_monthly_statement"),
    "stop_statement": ("stop_monthly_statement",),
    "reminders": ("list_reminders",),
    "reminder": ("list_reminders", "list_waivers"),
    "reminder_pdf": ("get_reminder_pdf",),
    "ask_for_waiver": ("ask_waiver",),
    "cannot_pay": ("offer_payment_plan",),
    "confirm_plan": ("accept_payment_plan",),
    "plan": ("list_payment_plans",),
    "dispute": ("list_disputes", "open_dispute"),
}


def test_every_page_of_money_has_its_routes():
    pages = {pattern.name for pattern in [*payments, *arrears]}
    assert pages == set(ROUTES)


def test_every_route_of_a_page_of_money_exists():
    document = json.loads((ROOT / "docs/reference/openapi.json").read_text("utf-8"))
    known = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    wanted = {route for routes in ROUTES.values() for route in routes}
    assert wanted <= known
