"""Supply points, meters, registers and readings; what the grid knows. It does not know who lives there.

Words: a *supply point* is where energy is taken, known by its EAN (Belgium) or PDL (France); a
*meter* hangs there for a time and has *registers*; a *reading* is the *index* of one register at
00:00 of a day. All registers of a meter are read together. An *official* reading was delivered by
the grid operator and may settle a bill; any other was given by a customer and serves the follow-up.

States of a reading: *accepted*; *questioned* (out of line: confirm or correct it); *with an agent*
(confirmed); *withdrawn* (by who gave it, or replaced); *rejected* (by an agent).

Guarantees: a reading is a fact: it is added, questioned, withdrawn or replaced by a newer one,
never edited (the database refuses); each change of state is an event with who, when and why;
nothing of a closed period changes; nobody sees a reading of days on which they had no contract.
"""
