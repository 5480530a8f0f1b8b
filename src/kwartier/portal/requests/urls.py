"""URLs of requests."""

from django.urls import path

from kwartier.portal.requests import views

urlpatterns = [
    path("requests/", views.show_requests, name="requests"),
    path("requests/new/", views.open_request, name="open_request"),
    path("requests/<slug:number>/", views.show_request, name="request"),
    path("requests/<slug:number>/close/", views.close_request, name="close_request"),
]
