"""The help center and the contact page: open to everybody, signed in or not."""
