"""What the bank says: its statements as they came, and whose money each payment is.

Words: a *bank statement* has *entries*, one for each movement of the account; a batch booking is
opened into *details*, one for each payment; *placing* a detail decides whose money it is; until then
the money lies in *suspense*, and the detail waits in the *work list* with its reason.

Guarantees: a file is loaded whole or not at all, and once; its sums agree with its balances, and each
statement begins where the last one ended; what came is kept byte by byte; an entry's placings never
come to more than the entry; nothing is guessed: what is not certain waits for a hand.
"""
