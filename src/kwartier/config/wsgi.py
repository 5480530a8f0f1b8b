"""The server's entry point: ``granian --interface wsgi kwartier.config.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kwartier.platform.catalogues import merge_catalogues

# How many new objects bring the collector on: a page makes some thousands that need no collecting.
_YOUNG_COUNT, _MIDDLE_COUNT, _OLD_COUNT = 50_000, 20, 50

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
# Sums of one customer are small: threads of the numeric library would only wait, and take memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

application = get_wsgi_application()
# Every view and sentence is loaded before the first page, and what stays for good is not looked at again.
get_resolver().check()  # reads them all
merge_catalogues()
gc.collect()
gc.freeze()
gc.set_threshold(_YOUNG_COUNT, _MIDDLE_COUNT, _OLD_COUNT)
