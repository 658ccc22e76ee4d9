"""Running a submission so that it can do no harm: judge, zygote, workers, and the frames between them."""
