"""The routes, one module for each resource; each asks queries and calls at most one operation."""
