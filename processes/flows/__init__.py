"""What several people do at once: a council's sitting. Viewflow keeps the tasks, the door the law.

A flow never writes a dossier's state: its nodes and the services beside it call the one door.
"""
