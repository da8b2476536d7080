"""What can be proved of every athlete there could be, by solvers; needs the extra `prove`."""
