"""What is late: reminders and what they cost, a plan to pay in parts, a bill that is disputed."""
