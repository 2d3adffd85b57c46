"""What is quick enough is shown here, as ratios within one run: `make bench`."""
