"""Running a submission where it can do no harm: judge, zygote, workers, and the frames between them."""
