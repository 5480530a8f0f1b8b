"""Documents: what a customer holds in hand of a bill, on paper and for a machine, and where it is kept.

Words: a *document* is one file of one *subject* (a bill, a credit note, an advance invoice or a reminder) in one
*format* (PDF, UBL, CII); its *facts* are everything that is printed on it, gathered once; the
*archive* holds the bytes under the name of their content; an *issuer* is who a brand is before the
law from a day on.

Guarantees: PDF and e-invoice are made of the same facts and of nothing else; a subject has one
document of a format, and it never changes; the same facts make the same bytes; what is read back is
what was kept, or an error; what a customer, a product or an address is called stays text.
"""
