"""The server's entry point: ``granian --interface wsgi kwartier.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")

application = get_wsgi_application()
