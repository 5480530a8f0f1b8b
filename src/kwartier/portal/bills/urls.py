"""URLs of bills."""

from django.urls import path, re_path

from kwartier.portal.bills import views

urlpatterns = [
    path("bills/<slug:number>/", views.show_bill, name="bill"),
    path("bills/<slug:number>/again/", views.recompute_bill, name="bill_again"),
    path("bills/<slug:number>/bundle.json", views.download_bundle, name="bill_bundle"),
    re_path(
        r"^bills/(?P<number>[-\w]+)/(?P<which>bridge|correction|year_before)\.(?P<file_kind>csv|xlsx)$",
        views.download_bridge,
        name="bill_bridge",
    ),
]
