"""Argon2 as in production, made light: what it costs is the subject of one test only."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """The same algorithm and the same form of a hash, in a hundredth of the time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
