"""URLs of documents."""

from django.urls import path

from kwartier.portal.documents import views

urlpatterns = [
    path("documents/", views.show_archive, name="archive"),
    path("documents/<slug:document>/ask/", views.ask_for, name="ask_for_document"),
    path("documents/<slug:document>.pdf", views.download_pdf, name="document_pdf"),
    path("documents/<slug:document>.xml", views.download_einvoice, name="document_einvoice"),
]
