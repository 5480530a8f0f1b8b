"""URLs of what is late."""

from django.urls import path

from kwartier.portal.arrears import views

urlpatterns = [
    path("reminders/", views.show_reminders, name="reminders"),
    path("reminders/<slug:number>/", views.show_reminder, name="reminder"),
    path("reminders/<slug:number>/letter.pdf", views.download_reminder, name="reminder_pdf"),
    path("reminders/<slug:number>/waiver/", views.ask_for_waiver, name="ask_for_waiver"),
    path("cannot-pay/", views.show_cannot_pay, name="cannot_pay"),
    path("cannot-pay/confirm/", views.confirm_plan, name="confirm_plan"),
    path("payment-plan/", views.show_plan, name="plan"),
    path("disputes/<slug:document>/", views.dispute_document, name="dispute"),
]
