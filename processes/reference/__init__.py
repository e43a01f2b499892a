"""Reference data: units, classification, kinds of organisation, working days, checklist."""
