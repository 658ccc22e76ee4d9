"""People grade: a web application on this machine, for a run and the journal of people's decisions."""
