"""Reference data of the programme: units, classification, kinds of organisation, calendar, checklist."""
