"""What a meter counted in each quarter-hour: series of a day, the files that bring them, consents.

Words: a *series* is what one supply point took (or gave) in one direction at one *step* of 15, 30 or
60 minutes; it is kept day by day, and a *revision* is a day as one file told it, the newest holds; a
*load* is a file and what came of it; *quarantine* names the rows that were not taken; a *consent* is a
customer's leave to keep the series of a supply point for one *purpose*.

Guarantees: a day is added, never edited: a correction is a new revision, and loading twice changes
nothing; what is missing is -1 and never counts as zero; an *official* day came from the grid operator,
and no customer's file takes its place; steps under a day are kept only while a consent of who had the
contract then covers them, or that contract is billed on them; the next occupant never sees them; a
consent that ends takes along, in the same transaction, what nothing else covers.
"""
