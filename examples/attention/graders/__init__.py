"""One module per question: the cases it freezes, the checks it scores, the points they carry."""
