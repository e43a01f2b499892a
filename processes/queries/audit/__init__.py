"""What an auditor asks of the history; everything here reads, nothing writes."""
