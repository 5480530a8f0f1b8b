"""Files of others that documents are written in: electronic invoices."""
