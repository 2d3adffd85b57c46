"""What templates of the app say that a filter of Django's cannot."""
