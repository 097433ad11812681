"""What happens when objections are raised, held, answered, ruled on and shown."""
