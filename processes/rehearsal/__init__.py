"""An invented province that plays a year through the door, for training and trials.

Nothing here is real but the names of places. The same seed plays the same year.
"""
