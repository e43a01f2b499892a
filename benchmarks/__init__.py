"""Speed, measured beside a baseline in the same run; never a test with a clock."""
