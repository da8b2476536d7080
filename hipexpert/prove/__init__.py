"""What holds for every athlete there could be, decided by a solver, with an athlete where not."""
