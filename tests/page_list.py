"""Every address of the house, and what it is: so that no page is forgotten by a test that is about all.

``PAGES`` answer GET with a page of the design system; ``FILES`` with something to keep; ``ACTS`` take a
POST only; ``OTHERS`` are for machines, lead elsewhere, or are the library's and not used here. A route
that stands in none of them fails ``tests/doors/test_page_list.py``.
"""

from page_kinds import Act, Page, Who

_CONTRACT = {"number": "contract"}
_POINT = {"code": "code"}
_BILL = {"number": "bill"}
_REMINDER = {"number": "reminder"}
_BELGIAN = "BE"

PORTAL_PAGES = [
    Page("portal:home"),
    Page("portal:accessibility", Who.VISITOR),
    Page("portal:privacy", Who.VISITOR),
    Page("portal:signup", Who.VISITOR),
    Page("portal:signup_sent", Who.VISITOR),
    Page("portal:signup_as", Who.VISITOR, {"kind": "household"}),
    Page("portal:signup_as", Who.VISITOR, {"kind": "business"}),
    Page("portal:add_account"),
    Page("portal:add_account_as", args={"kind": "business"}),
    Page("portal:profile"),
    Page("portal:delivery"),
    Page("portal:bank_details"),
    Page("portal:change_bank_details"),
    Page("portal:archive"),
    Page("portal:security"),
    Page("portal:access_log"),
    Page("portal:tokens"),
    Page("portal:members"),
    Page("portal:invite"),
    Page("portal:member", args={"membership_id": "membership"}),
    Page("portal:accept_invitation", Who.VISITOR, {"token": "invitation_token"}),
    Page("portal:advances"),
    Page("portal:accuracy", Who.VISITOR),
    Page("portal:advance", args=_CONTRACT),
    Page("portal:advance", args=_CONTRACT, query={"amount": "amount"}),
    Page("portal:advance", args=_CONTRACT, query={"amount": "much"}, status=422),
    Page("portal:advance_check", args=_CONTRACT, query={"amount": "amount"}),
    Page("portal:advance_done", args={**_CONTRACT, "change_id": "change"}),
    Page("portal:schedule", args=_CONTRACT),
    Page("portal:billing_switch", args=_CONTRACT),
    Page("portal:contract"),
    Page("portal:help", Who.VISITOR),
    Page("portal:help", Who.VISITOR, query={"q": "meter"}),
    Page("portal:help_article", Who.VISITOR, {"key": "article"}),
    Page("portal:contact", Who.VISITOR),
    Page("portal:refund"),
    Page("portal:payments"),
    Page("portal:payments", query={"show": "payments"}),
    Page("portal:statement"),
    Page("portal:statement", query={"first": "2026-01-01", "last": "2025-01-01"}, status=422),
    Page("portal:monthly_statement"),
    Page("portal:stop_statement", Who.VISITOR, {"key": "stop_key"}),
    Page("portal:direct_debit"),
    Page("portal:direct_debit_step", args={"step": "scope"}),
    Page("portal:direct_debit_step", args={"step": "from"}, query={"scope": "advances"}),
    Page("portal:direct_debit_step", args={"step": "limit"}),
    Page(
        "portal:direct_debit_step",
        args={"step": "limit"},
        query={"ask_above": "plenty", "go": "1"},
        status=422,
    ),
    Page("portal:direct_debit_sign", query={"scope": "advances", "ask_above": "200"}),
    Page("portal:direct_debit_signed"),
    Page("portal:direct_debit_change"),
    Page("portal:direct_debit_stop"),
    Page("portal:reminders"),
    Page("portal:reminder", args=_REMINDER),
    Page("portal:cannot_pay"),
    Page("portal:cannot_pay", query={"months": "3", "first_on": "tomorrow"}),
    Page("portal:plan"),
    Page("portal:dispute", args={"document": "reminded"}),
    Page("portal:bill", args=_BILL),
    Page("portal:bill", args={"number": "credit_note"}),
    Page("portal:bill", args={"number": "replaced_bill"}),
    Page("portal:bill_again", args=_BILL),
    Page("portal:readings"),
    Page("portal:readings_of", args=_POINT),
    Page("portal:enter_reading", args=_POINT),
    Page("portal:confirm_reading", args={**_POINT, "day": "questioned_day"}),
    Page("portal:withdraw_reading", args={**_POINT, "day": "given_day"}),
    Page("portal:requests"),
    Page("portal:open_request", query={"kind": "advance_change", "contract": "contract"}),
    Page("portal:open_request", query={"kind": "other", "bill": "bill"}),
    Page("portal:request", args={"number": "request"}),
]

SIGN_IN_PAGES = [
    Page("account_login", Who.VISITOR),
    Page("account_logout"),
    Page("account_inactive", Who.VISITOR),
    Page("account_reauthenticate"),
    Page("account_email"),
    Page("account_email_verification_sent", Who.VISITOR),
    Page("account_confirm_email", Who.VISITOR, {"key": "no-such-key"}),
    Page("account_change_password"),
    Page("account_reset_password", Who.VISITOR),
    Page("account_reset_password_done", Who.VISITOR),
    Page("account_reset_password_from_key", Who.VISITOR, {"uidb36": "1", "key": "no-such-key"}),
    Page("account_reset_password_from_key_done", Who.VISITOR),
    Page("mfa_index"),
    Page("mfa_authenticate", Who.HALFWAY),
    Page("mfa_activate_totp"),
    Page("mfa_list_webauthn"),
    Page("mfa_add_webauthn"),
    Page("mfa_reauthenticate", Who.AGENT),
    Page("mfa_reauthenticate_webauthn", Who.AGENT),
    Page("mfa_deactivate_totp", Who.AGENT),
    Page("mfa_view_recovery_codes", Who.AGENT),
    Page("mfa_generate_recovery_codes", Who.AGENT),
    Page("mfa_remove_webauthn", Who.AGENT, {"pk": "passkey"}),
    Page("mfa_edit_webauthn", Who.AGENT, {"pk": "passkey"}),
    Page("usersessions_list"),
]

OTHER_PAGES = [
    Page("demo:outbox", Who.VISITOR),
    Page("demo:mail", Who.VISITOR, {"mail_id": "mail"}),
    Page("ui:gallery", Who.VISITOR),
]

_CUSTOMER = {"number": "account"}
_MONTHLY = {"person": "person", "format": "pdf", "reason": "On the phone"}
_ITS_CONTRACT = {**_CUSTOMER, "contract": "contract"}
_ITS_POINT = {**_CUSTOMER, **_POINT}
_ITS_BILL = {**_CUSTOMER, "bill": "bill"}
_ITS_RUN = {"run_number": "billing_run"}
_COLLECTIONS, _REFUNDS = {"batch": "collection_batch"}, {"batch": "refund_batch"}
_ITS_REMINDER = {**_CUSTOMER, "reminder": "reminder"}

OFFICE_PAGES = [
    Page("office:home", Who.AGENT),
    Page("office:home", Who.AGENT, query={"q": "a"}),
    Page("office:readings", Who.AGENT),
    Page("office:deliveries", Who.AGENT),
    Page("office:bank", Who.AGENT),
    Page("office:bank_check", Who.AGENT),
    Page("office:books", Who.AGENT),
    Page("office:service_tokens", Who.AGENT),
    Page("office:new_service_token", Who.AGENT),
    Page("office:service_token", Who.AGENT, {"token_id": "service_token"}),
    Page("office:bank_work", Who.AGENT),
    Page("office:bank_statement", Who.AGENT, {"statement_id": "statement"}),
    Page("office:bank_payment", Who.AGENT, {"detail_id": "payment"}),
    Page("office:collections", Who.AGENT),
    Page("office:collection_batch", Who.AGENT, _COLLECTIONS),
    Page("office:returns", Who.AGENT),
    Page("office:returns", Who.AGENT, query={"show": "all"}),
    Page("office:decide_return", Who.AGENT, {"return_id": "returned"}),
    Page("office:refunds", Who.AGENT),
    Page("office:refund_batch", Who.AGENT, _REFUNDS),
    Page("office:delivery", Who.AGENT, _CUSTOMER),
    Page("office:paying", Who.AGENT, _CUSTOMER),
    Page("office:requests", Who.AGENT),
    Page("office:arrears", Who.AGENT),
    Page("office:customer_arrears", Who.AGENT, _CUSTOMER),
    Page("office:unbilled", Who.AGENT),
    Page("office:billing_runs", Who.AGENT),
    Page("office:billing_run", Who.AGENT, _ITS_RUN),
    Page("office:billing_run_periods", Who.AGENT, _ITS_RUN),
    Page(
        "office:billing_run_periods",
        Who.AGENT,
        _ITS_RUN,
        query={"show": "waiting", "q": "account"},
    ),
    Page("office:billing_run_period", Who.AGENT, {**_ITS_RUN, "row_id": "run_row"}),
    Page("office:customer", Who.AGENT, _CUSTOMER),
    Page("office:advance", Who.AGENT, _ITS_CONTRACT),
    Page("office:manager", Who.AGENT, _CUSTOMER),
    Page("office:arrangements", Who.AGENT, _ITS_CONTRACT),
    Page("office:protection", Who.AGENT, _ITS_CONTRACT, country=_BELGIAN),
    Page("office:billing", Who.AGENT, _ITS_CONTRACT),
    Page("office:schedule", Who.AGENT, _ITS_CONTRACT),
    Page("office:advance_check", Who.AGENT, _ITS_CONTRACT, query={"amount": "amount"}),
    Page("office:advance_done", Who.AGENT, {**_ITS_CONTRACT, "change_id": "change"}),
    Page("office:readings_of", Who.AGENT, _ITS_POINT),
    Page("office:enter_reading", Who.AGENT, _ITS_POINT),
    Page("office:decide_reading", Who.AGENT, {**_ITS_POINT, "day": "questioned_day"}),
    Page("office:invoices", Who.AGENT, _CUSTOMER),
    Page("office:statement", Who.AGENT, _CUSTOMER),
    Page("office:monthly_statement", Who.AGENT, _CUSTOMER),
    Page("office:bill", Who.AGENT, _ITS_BILL),
    Page("office:bill_again", Who.AGENT, _ITS_BILL),
    Page("office:open_request", Who.AGENT, _CUSTOMER),
    Page("office:request", Who.AGENT, {**_CUSTOMER, "request_number": "request"}),
]

PAGES = [*PORTAL_PAGES, *SIGN_IN_PAGES, *OTHER_PAGES, *OFFICE_PAGES]

FILES = [
    Page("portal:advance_balance", args={**_CONTRACT, "file_kind": "csv"}),
    Page("portal:advance_balance", args={**_CONTRACT, "file_kind": "xlsx"}),
    # One with advances has no months.
    Page("portal:advance_months", args={**_CONTRACT, "file_kind": "csv"}, status=404),
    Page("portal:schedule_file", args={**_CONTRACT, "file_kind": "ics"}),
    *(Page("portal:invoices_file", args={"file_kind": kind}) for kind in ("csv", "xlsx")),
    Page("portal:invoices_year", args={"year": "2026"}),
    Page("portal:payment_code", args={"document": "no-such-invoice"}, status=404),
    *(Page("portal:statement_file", args={"file_kind": kind}) for kind in ("csv", "xlsx", "pdf")),
    Page("portal:month_statement", args={**_CUSTOMER, "month": "2026-10", "file_kind": "xlsx"}),
    *(Page(f"office:statement_{kind}", Who.AGENT, _CUSTOMER) for kind in ("csv", "xlsx", "pdf")),
    Page("portal:reminder_pdf", args=_REMINDER),
    Page("office:letter", Who.AGENT, _ITS_REMINDER),
    Page("office:invoices_csv", Who.AGENT, _CUSTOMER),
    Page("office:collection_file", Who.AGENT, _COLLECTIONS),
    Page("office:refund_file", Who.AGENT, _REFUNDS),
    Page("office:journals_csv", Who.AGENT, {"period": "2026-10"}),
    # Nobody told a SIREN in these worlds; tests/doors/office asks for the file itself.
    Page("office:journals_fec", Who.AGENT, {"period": "2026-10"}, status=404),
    Page("office:bank_statement_file", Who.AGENT, {"statement_id": "statement"}),
    Page("office:billing_run_periods_csv", Who.AGENT, _ITS_RUN),
    Page("office:invoices_xlsx", Who.AGENT, _CUSTOMER),
    Page("office:invoices_year", Who.AGENT, {**_CUSTOMER, "year": "2026"}),
    Page("portal:bill_bundle", args=_BILL),
    Page("portal:document_pdf", args={"document": "bill"}),
    # A household has none.
    Page("portal:document_einvoice", args={"document": "bill"}, status=404),
    *(
        Page(
            "portal:bill_bridge",
            args={**_BILL, "which": which, "file_kind": kind},
        )
        for which in ("bridge", "correction")
        for kind in ("csv", "xlsx")
    ),
    # A settlement has no month of the year before.
    Page(
        "portal:bill_bridge",
        args={**_BILL, "which": "year_before", "file_kind": "csv"},
        status=404,
    ),
    *(
        Page(f"office:bill_year_before_{kind}", Who.AGENT, _ITS_BILL, status=404)
        for kind in ("csv", "xlsx")
    ),
    Page("office:bill_bundle", Who.AGENT, _ITS_BILL),
    Page("office:document_pdf", Who.AGENT, {**_CUSTOMER, "document": "bill"}),
    Page("office:document_einvoice", Who.AGENT, {**_CUSTOMER, "document": "bill"}, status=404),
    *(
        Page(f"office:bill_{which}_{kind}", Who.AGENT, _ITS_BILL)
        for which in ("bridge", "correction")
        for kind in ("csv", "xlsx")
    ),
    *(Page("portal:movements_file", args={"file_kind": kind}) for kind in ("csv", "xlsx")),
    Page("portal:readings_file", args={**_POINT, "file_kind": "csv"}),
    Page("portal:readings_file", args={**_POINT, "file_kind": "xlsx"}),
    Page("portal:months_file", args={**_POINT, "file_kind": "csv"}),
    Page("portal:months_file", args={**_POINT, "file_kind": "xlsx"}),
    Page("mfa_download_recovery_codes", Who.AGENT),
    Page("demo:mail_as_sent", Who.VISITOR, {"mail_id": "mail"}),
]

_QUESTION = {
    "kind": "contact",
    "subject": "Mine",
    "text": "Mine now",
    "submission_key": "a-key-of-the-form",
}
_CHOICE = {"channel": "email", "email": "thief@example.org", "language": "en"}
_SERVICE_TOKEN = {"name": "Thief", "scopes": "books:read", "networks": "", "days": "30"}
ACTS = [
    Act("portal:switch_account", form={"account_id": "account_id"}),
    Act("portal:set_language", Who.VISITOR, form={"language": "de"}),
    Act("portal:revoke_token", args={"token_id": "token"}),
    Act("portal:leave_account"),
    Act("portal:member", args={"membership_id": "membership"}, form={"role": "reader"}),
    Act("portal:end_member", args={"membership_id": "membership"}),
    Act("portal:withdraw_invitation", args={"invitation_id": "invitation"}),
    Act("portal:invite", form={"email": "thief@example.org", "role": "holder"}),
    Act("portal:profile", form={"name": "Thief", "phone": "", "language": "en"}),
    Act(
        "portal:advance_confirm",
        args=_CONTRACT,
        form={"amount": "amount", "seen": "seen", "form_token": "a-token-of-the-form"},
    ),
    Act(
        "portal:schedule_answer",
        args=_CONTRACT,
        form={"answer": "accept", "revision": "revision"},
    ),
    Act("portal:billing_switch_confirm", args=_CONTRACT, form={"to": "monthly"}),
    Act("portal:billing_switch_withdraw", args=_CONTRACT),
    Act("portal:help_feedback", Who.VISITOR, {"key": "article"}, form={"useful": "yes"}),
    Act("portal:enter_reading", args=_POINT, form={"read_on": "today", "register": "index"}),
    Act(
        "portal:confirm_reading",
        args={**_POINT, "day": "questioned_day"},
        form={"answer": "confirm"},
    ),
    Act(
        "portal:confirm_reading",
        args={**_POINT, "day": "questioned_day"},
        form={"answer": "correct"},
    ),
    Act("portal:withdraw_reading", args={**_POINT, "day": "questioned_day"}),
    Act("portal:ask_for_waiver", args=_REMINDER),
    Act("portal:confirm_plan", form={"months": "3", "first_on": "tomorrow", "seen": "seen"}),
    Act("portal:dispute", args={"document": "reminded"}, form={"reason": "Not mine"}),
    Act("office:post_letter", Who.AGENT, _ITS_REMINDER),
    Act("office:post_letters", Who.AGENT, form={"letter": "reminder"}),
    Act("office:print_letters", Who.AGENT, form={"letter": "reminder"}),
    Act("office:decide_waiver", Who.AGENT, _ITS_REMINDER, form={"answer": "Yes"}),
    Act(
        "office:end_dispute",
        Who.AGENT,
        {**_CUSTOMER, "document": "reminded"},
        form={"answer": "Yes"},
    ),
    Act(
        "office:change_case",
        Who.AGENT,
        {**_CUSTOMER, "case_id": "case"},
        form={"act": "close", "reason": "On the phone"},
    ),
    Act(
        "office:agree_plan",
        Who.AGENT,
        _CUSTOMER,
        form={"months": "3", "first_on": "tomorrow", "reason": "On the phone"},
    ),
    Act("portal:open_request", form=_QUESTION),
    Act("portal:request", args={"number": "request"}, form={"text": "Mine now"}),
    Act("portal:delivery", form=_CHOICE),
    Act("portal:monthly_statement", form={"format": "xlsx"}),
    Act("office:monthly_statement", Who.AGENT, _CUSTOMER, form=_MONTHLY),
    Act("portal:change_bank_details", form={"iban": "BE71096123456769", "holder": "Somebody"}),
    Act("portal:direct_debit_sign", form={"scope": "advances"}),
    Act("portal:direct_debit_change", form={"scope": "advances"}),
    Act("portal:direct_debit_stop"),
    Act("portal:direct_debit_resume"),
    Act("portal:direct_debit_agree", args={"document": "bill"}),
    Act("office:paying", Who.AGENT, _CUSTOMER, form={"act": "stop", "reason": "Because I can"}),
    Act("portal:ask_for_document", args={"document": "old_document"}),
    Act("office:delivery", Who.AGENT, _CUSTOMER, form={**_CHOICE, "reason": "On the phone"}),
    Act("office:ask_for_document", Who.AGENT, {**_CUSTOMER, "document": "old_document"}),
    Act("portal:refund"),
    Act("office:collections", Who.AGENT),
    Act("office:collection_batch", Who.AGENT, _COLLECTIONS, form={"step": "undo"}),
    Act("office:returns", Who.AGENT),
    Act("office:decide_return", Who.AGENT, {"return_id": "returned"}, form={"note": "Found"}),
    Act("office:refunds", Who.AGENT),
    Act("office:refund_batch", Who.AGENT, _REFUNDS, form={"step": "undo"}),
    Act("office:ask_for_refund", Who.AGENT, _CUSTOMER),
    Act("office:deliveries", Who.AGENT, form={"delivery": "delivery", "channel": "post"}),
    Act("office:bank", Who.AGENT),
    Act("office:service_token", Who.AGENT, {"token_id": "service_token"}),
    Act("office:new_service_token", Who.AGENT, form=_SERVICE_TOKEN),
    Act(
        "office:bank_file",
        Who.AGENT,
        {"arrival_id": "bank_file"},
        form={"step": "put_aside", "reason": "Thief"},
    ),
    Act(
        "office:bank_payment",
        Who.AGENT,
        {"detail_id": "payment"},
        form={"step": "place", "place-customer": "account", "place-documents": ""},
    ),
    Act("portal:close_request", args={"number": "request"}),
    Act("mfa_remove_webauthn", Who.AGENT, {"pk": "passkey"}),
    Act("mfa_edit_webauthn", Who.AGENT, {"pk": "passkey"}, form={"name": "Mine"}),
    Act(
        "office:advance_check",
        Who.AGENT,
        _ITS_CONTRACT,
        form={
            "amount": "amount",
            "seen": "seen",
            "form_token": "a-token-of-the-form",
            "justification": "Because I can",
        },
    ),
    Act(
        "office:enter_reading",
        Who.AGENT,
        _ITS_POINT,
        form={"read_on": "today", "register": "index", "reason": "Read aloud on the phone"},
    ),
    Act(
        "office:decide_reading",
        Who.AGENT,
        {**_ITS_POINT, "day": "questioned_day"},
        form={"decision": "accept", "reason": "It is right"},
    ),
    Act("office:billing_runs", Who.AGENT),
    Act("office:manager", Who.AGENT, _CUSTOMER, form={"manager": ""}),
    Act(
        "office:arrangements",
        Who.AGENT,
        _ITS_CONTRACT,
        form={"kind": "e_billing", "first_on": "today", "document": "12"},
    ),
    Act(
        "office:protection",
        Who.AGENT,
        _ITS_CONTRACT,
        form={"first_on": "today", "proof": "certificate", "document": "12"},
        country=_BELGIAN,
    ),
    Act("office:billing_run", Who.AGENT, _ITS_RUN, form={"step": "undo"}),
    Act(
        "office:billing_run_period",
        Who.AGENT,
        {**_ITS_RUN, "row_id": "run_row"},
        form={"step": "leave_out", "reason": "The meter is being looked at"},
    ),
    Act("office:open_request", Who.AGENT, _CUSTOMER, form=_QUESTION),
    Act(
        "office:request",
        Who.AGENT,
        {**_CUSTOMER, "request_number": "request"},
        form={"text": "Mine now", "next": "close"},
    ),
    Act("demo:pass", Who.AGENT, form={"days": "1"}),
]

OTHERS = {
    "healthz": "a word for a load balancer",
    "readyz": "a word for a load balancer",
    "account_signup": "leads to our own sign-up",
    "account_set_password": "leads to the change of the password: everybody has one",
    "account_confirm_login_code": "signing in by code is not offered; leads to the sign-in page",
    "mfa_login_webauthn": "JSON for the passkey's script",
}
