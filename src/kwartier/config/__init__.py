"""The composition root: settings, URLs, the server's entry point, and the console command."""
