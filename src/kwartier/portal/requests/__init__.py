"""A customer's requests: opened, followed, answered, closed; always with who has the ball."""
