"""The building: settings, addresses and the way in. No rule and no page of the programme."""
