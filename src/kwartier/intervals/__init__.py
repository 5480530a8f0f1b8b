"""What a meter counted in each quarter-hour: series of a day, and the files that bring them."""
