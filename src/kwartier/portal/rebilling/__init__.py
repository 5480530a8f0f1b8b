"""What would I have paid: the page that bills the last months again."""
