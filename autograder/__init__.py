"""An engine that grades Python packages and notebooks: frozen fixtures, isolated workers, fair scores."""

__version__ = "0.2.0"
