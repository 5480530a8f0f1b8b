"""URLs of the design system: the gallery."""

from django.urls import path

from kwartier.ui import views

app_name = "ui"
urlpatterns = [path("gallery/", views.gallery, name="gallery")]
