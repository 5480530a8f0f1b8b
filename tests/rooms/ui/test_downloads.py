"""Files go out under names that no sender can misuse."""

import pytest

from kwartier.ui.downloads import response_as_it_came


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("R4x_2026-11.zip", "R4x_2026-11.zip"),
        ('a"; filename="b.exe', "afilenameb.exe"),
        ("relevé\r\nSet-Cookie: x.csv", "relevSet-Cookiex.csv"),
        ("читання", "series"),
        ("", "series"),
    ],
)
def test_of_a_name_only_plain_signs_are_left_and_of_the_file_every_byte(name, called):
    answer = response_as_it_came(b"\x00<script>", name=name, unnamed="series")
    assert answer["Content-Disposition"] == f'attachment; filename="{called}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer.content == b"\x00<script>"
