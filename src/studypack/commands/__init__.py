"""What each command does, once `cli` has read its arguments."""
