import gc

import pytest

from kwartier.platform.collecting import collecting_later


@pytest.mark.parametrize("is_collecting", [True, False])
def test_the_collector_rests_and_is_left_as_it_was_found(is_collecting):
    try:
        if not is_collecting:
            gc.disable()
        with pytest.raises(ZeroDivisionError), collecting_later():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() is is_collecting
    finally:
        gc.enable()


def test_what_rests_within_another_wakes_with_it_alone():
    with collecting_later():
        with collecting_later():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
