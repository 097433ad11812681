"""The command engine: it knows no platform, no table and no feature."""

__version__ = "0.1.0"
