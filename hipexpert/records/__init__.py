"""What is kept of athletes: their consultations, measurements, and the coach's own decisions."""
