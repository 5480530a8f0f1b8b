"""How often Python looks for circles among objects that nobody holds any more."""

import gc

# How many new objects bring the collector on. A page makes some thousands and a migration millions, of
# which next to none lie in circles: looking as often as Python does takes a third of their time.
_YOUNG_COUNT, _MIDDLE_COUNT, _OLD_COUNT = 50_000, 20, 50


def collect_rarely() -> None:
    """Look for circles rarely, from now on, in this process."""
    gc.set_threshold(_YOUNG_COUNT, _MIDDLE_COUNT, _OLD_COUNT)


def keep_for_good() -> None:
    """Never look again at what exists now: a server's code and sentences stay for good."""
    gc.collect()
    gc.freeze()
