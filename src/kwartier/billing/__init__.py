"""Advances and, from them and the readings, the settlement to expect; the change of the advance.

Words: a *plan* is the advances of one contract in one billing period; an *instalment* the day on
which one of them is invoiced; a *simulation* what an amount leads to; an *obstacle* a reason why
the customer cannot change it online today; a *bound* the lowest or highest amount of their choice;
*seen* the token of everything that a confirmed page rested on.

Guarantees: the slider, the office and the bulk run call one kernel, energycore.forecast; a change
takes effect from the next advance invoice and is on the record with what the simulation said; of
two changes at one moment one wins; an advance invoice is issued once; a refusal is recorded with
its reasons; decisions, invoices and settlements are never edited.
"""
