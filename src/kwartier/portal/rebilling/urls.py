"""URLs of what a customer would have paid."""

from django.urls import path

from kwartier.portal.rebilling import views

urlpatterns = [
    path(
        "consumption/<slug:code>/what-would-i-have-paid/",
        views.show_would_have_paid,
        name="would_have_paid",
    ),
]
