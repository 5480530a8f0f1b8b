"""Help articles, their feedback, and requests to an agent with a promise and who has the ball.

Guarantees: nothing a customer asks for disappears: every request has a number, a state and a promised day.
"""
