"""URLs of the demonstration."""

from django.urls import path

from kwartier.demo import views

app_name = "demo"
urlpatterns = [
    path("outbox/", views.show_outbox, name="outbox"),
    path("outbox/<int:mail_id>/", views.show_mail, name="mail"),
    path("outbox/<int:mail_id>/as-sent/", views.show_mail_as_sent, name="mail_as_sent"),
    path("pass/", views.pass_time, name="pass"),
]
