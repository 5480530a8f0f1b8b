"""The server's entry point: ``granian --interface wsgi kwartier.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kwartier.config.collecting import collect_rarely, keep_for_good
from kwartier.platform.catalogues import merge_catalogues

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
# Sums of one customer are small: threads of the numeric library would only wait, and take memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

collect_rarely()
application = get_wsgi_application()
# Every view and sentence is loaded before the first page, and what stays for good is not looked at again.
get_resolver().check()  # reads them all
merge_catalogues()
keep_for_good()
