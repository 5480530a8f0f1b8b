"""Where a customer opens a brand's pages: for links that no request leads to, in mails of a job."""

from django.conf import settings
from django.urls import get_script_prefix, reverse

from kwartier.platform.types import BrandInfo


def find_customer_url(brand: BrandInfo, route: str, **filled: object) -> str:
    """The whole address of a page of a brand; empty where nobody said where its pages are.

    A brand with a host of its own has its pages there, any other below ``KWARTIER_ADDRESS``.
    """
    home = _home_of(brand)
    if not home:
        return ""
    path = reverse(route, kwargs=filled or None).removeprefix(get_script_prefix())
    return f"{home}/{path}"


def _home_of(brand: BrandInfo) -> str:
    address = settings.KWARTIER_ADDRESS.rstrip("/")
    if not address:
        return ""
    if brand.hosts and not brand.is_demonstration:
        scheme = address.partition("://")[0]
        return f"{scheme}://{brand.hosts[0]}"
    return f"{address}/{brand.path_prefix}"
