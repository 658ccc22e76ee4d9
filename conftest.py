"""Lets `pytest graders --submission DIR` run in a checkout; where the engine is installed, pytest finds it itself."""

pytest_plugins = ["autograder.pytest_plugin"]
