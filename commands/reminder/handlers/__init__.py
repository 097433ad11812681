"""What happens when reminders are set, come round, are put off and cancelled."""
