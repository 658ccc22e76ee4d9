"""Parts of question 2 that its module is too short for."""
