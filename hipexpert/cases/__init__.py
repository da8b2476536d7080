"""Cases: what the rules are expected to say of athletes, and whether the cases suffice."""
