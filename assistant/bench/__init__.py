"""What can be measured, each as ``assistant bench NAME``."""
