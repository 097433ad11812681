"""What happens when digests are asked for, sent, read on and stopped."""
