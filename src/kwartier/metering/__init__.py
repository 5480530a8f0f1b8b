"""Supply points, meters, registers and readings; what the grid knows. It does not know who lives there.

Guarantees: a reading is a fact: it is added, questioned, withdrawn or replaced by a newer one, never edited; nothing of a closed period changes.
"""
