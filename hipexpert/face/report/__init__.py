"""What is handed over: the report as HTML and PDF, and the calendar."""
