"""URLs of the help center and the contact page."""

from django.urls import path

from kwartier.portal.help import views

urlpatterns = [
    path("help/", views.show_help, name="help"),
    path("help/<slug:key>/", views.show_article, name="help_article"),
    path("help/<slug:key>/feedback/", views.send_feedback, name="help_feedback"),
    path("contact/", views.show_contacts, name="contact"),
]
