"""Identity in the customer area: sign-up, people on an account, tokens, profile, security."""
