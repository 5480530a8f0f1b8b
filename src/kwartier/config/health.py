"""Answers for a load balancer: alive, and ready to serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def show_health(_request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def show_readiness(_request: HttpRequest) -> HttpResponse:
    """The database answers; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
