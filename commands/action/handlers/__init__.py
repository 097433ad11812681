"""What happens when actions are added, handed over, followed up and done."""
