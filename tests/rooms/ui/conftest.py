"""The gallery without the doors: menus of our own, as in a demonstration."""

import pytest

from kwartier.ui import navigation


@pytest.fixture(autouse=True)
def _menus(monkeypatch, settings):
    settings.DEMONSTRATION = True
    settings.ROOT_URLCONF = "ui_urls"
    monkeypatch.setattr(navigation, "_entries", {})
    entry = navigation.NavEntry
    navigation.register(
        "portal",
        [entry("home", "Overview", "ui:gallery"), entry("advance", "Advance", "ui:gallery")],
    )
    navigation.register("account", [entry("me", "My details", "ui:gallery", icon="settings")])
    navigation.register("footer", [entry("privacy", "Privacy", "ui:gallery", is_public=True)])
