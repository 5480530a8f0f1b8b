"""Advances and their change, the settlement to expect, bills and how they come about, billing runs.

Its private parts stand on each other: `_runs` make `_bills`, and bills take `_advances` off, which
know no bill; what all three need stands beside them.

Words: a *plan* is the advances of one contract in one billing period; an *instalment* the day on
which one of them is invoiced; a *simulation* what an amount leads to; an *obstacle* a reason why
the customer cannot change it online today; a *bound* the lowest or highest amount of their choice;
*seen* the token of everything that a confirmed page rested on; a *bundle* everything that a bill
was made from; a *draft* a bill of a run before it has a number.

Guarantees: the slider, the office and the bulk run call one kernel, energycore; a bill is made
again from its bundle alone, to the cent; its numbers have no gap; a period has one bill; a change
takes effect from the next advance invoice and is on the record with what the simulation said; of
two changes at one moment one wins; an advance invoice is issued once; a refusal is recorded with
its reasons; decisions, invoices and settlements are never edited.
"""
