"""Help articles, what readers thought of them, requests with a promise, and whom to call.

Words: an *article* answers one question in each language; *feedback* says whether it helped, and
says nothing about who; a *request* is something a customer asked for, with a number, a promised day
and *who has the ball* (us, the customer, nobody); a *contact* is where a segment of customers
reaches us.

Guarantees: nothing a customer asks for disappears: every request has a number, a state and a day
by which we answer. A comment that looks like personal data is never stored. Articles are files of
the product; the table is only what the search reads, and syncing it twice changes nothing.
"""
