"""What happens when decisions are determined, contested, followed up and shown."""
