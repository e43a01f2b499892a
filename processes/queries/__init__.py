"""Everything that is read: jurisdiction, facts, inboxes, history. The only joins of the house."""
