"""Advances and, from them and the readings, the settlement to expect; the change of the advance.

Guarantees: the slider, the office and the bulk run call one kernel, energycore.forecast; a change is on the record with what the simulation said.
"""
