"""What happens when polls are opened, voted on, changed, closed and shown."""
