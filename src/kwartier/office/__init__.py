"""The back-office: an agent finds a customer, sees the same figures, acts on the record.

Guarantees: every act of an agent is visible to the customer.
"""
