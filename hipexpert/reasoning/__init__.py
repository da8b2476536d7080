"""What follows from the knowledge and the answers, why, and what to ask next."""
