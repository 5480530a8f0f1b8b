"""URLs of the contract page."""

from django.urls import path

from kwartier.portal.contract import views

urlpatterns = [path("contract/", views.show_contracts, name="contract")]
