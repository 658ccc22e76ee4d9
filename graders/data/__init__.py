"""The images that notebooks train with, and those held back that measure what nets have learnt."""
