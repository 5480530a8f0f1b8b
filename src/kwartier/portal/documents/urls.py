"""URLs of documents."""

from django.urls import path

from kwartier.portal.documents import views

urlpatterns = [
    path("documents/<slug:document>.pdf", views.download_pdf, name="document_pdf"),
    path("documents/<slug:document>.xml", views.download_einvoice, name="document_einvoice"),
]
