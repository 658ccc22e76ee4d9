"""People grade: a web application on this machine over a run and the journal of what people decided."""
