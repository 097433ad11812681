"""Discord as a platform, on discord.py's client: it translates, and never decides."""
